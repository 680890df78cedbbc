package dev.solera.testkit;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpStatus;
import dev.solera.api.VrrpTransition;
import dev.solera.api.VrrpYield;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** A virtual router such as an operator has: MASTER of one address, tracking a pool. */
final class FakeVrrp {
    private FakeVrrp() {}

    static VrrpStatus router(String name, Instant now) {
        VrrpInstance instance = new VrrpInstance(
                name,
                "eth0",
                51,
                3,
                150,
                Duration.ofSeconds(1),
                List.of(new Vip("web", Addresses.parseIp("192.0.2.10"), 24, null, null, 0, true)),
                true,
                Duration.ZERO,
                Duration.ZERO,
                3,
                true,
                true,
                false,
                true,
                false,
                null,
                false,
                true,
                "none",
                new VrrpInstance.Unicast(List.of(), 255),
                new VrrpInstance.Announce(
                        5, Duration.ofSeconds(5), Duration.ZERO, 1, 5, Duration.ofSeconds(5), Duration.ZERO),
                List.of(),
                List.of(),
                List.of(new VrrpInstance.Track(
                        VrrpInstance.Track.Kind.POOL, "web", VrrpInstance.Track.Effect.WEIGHT, -50, List.of())));
        TreeMap<String, Long> counters = new TreeMap<>();
        counters.put("advert_rcvd", 4L);
        counters.put("advert_sent", 3596L);
        counters.put("become_master", 1L);
        VrrpReport report = new VrrpReport(
                name,
                VrrpState.MASTER,
                VrrpYield.NONE,
                now.minusSeconds(3600),
                "no advert in time",
                100,
                null,
                Duration.ofSeconds(1),
                null,
                Duration.ofMillis(400),
                List.of("web"),
                List.of("192.0.2.3 advertises other VIPs"),
                List.of(
                        new VrrpTransition(now.minusSeconds(3604), VrrpState.INIT, VrrpState.BACKUP, "started"),
                        new VrrpTransition(
                                now.minusSeconds(3600), VrrpState.BACKUP, VrrpState.MASTER, "no advert in time")),
                counters);
        return new VrrpStatus(
                instance,
                "edge",
                100,
                List.of(
                        new VrrpStatus.Part("configured", 150, "", false),
                        new VrrpStatus.Part("pool web", -50, "quorum lost: 0 of 1", true)),
                report);
    }
}
