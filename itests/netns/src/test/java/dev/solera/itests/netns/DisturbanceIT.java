package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a VIP move, what brings it back, and what does not touch it. */
@Timeout(120)
@ExtendWith(SharedDuo.class)
class DisturbanceIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String VIP = "10.9.4.81";
    private static final int VRID = 81;

    private Duo duo;

    @BeforeEach
    void begin(Duo shared) {
        duo = shared.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cable", "interface"})
    void theVipLeavesAnInterfaceThatGoesDownAndReturnsWithIt(String what) {
        share("");
        long began = Sniffer.now();
        if (what.equals("cable")) {
            duo.lan.cut(duo.first.host());
        } else {
            duo.first.host().down("eth0");
        }
        duo.sniffer.awaitAdvert(VRID, Duo.SECOND, began, SOON);
        duo.second.host().awaitHas(VIP, true, SOON);
        duo.first.host().awaitHas(VIP, false, SOON);
        duo.first.awaitState("moving", "FAULT", SOON);
        assertThat(duo.first.lastTransition("moving"))
                .startsWith("MASTER -> FAULT")
                .contains("eth0", what.equals("cable") ? "no carrier" : "administratively down");
        if (what.equals("cable")) {
            duo.lan.heal(duo.first.host());
        } else {
            duo.first.host().up("eth0");
        }
        duo.awaitFirst(VRID, VIP);
        assertThat(duo.second.lastTransition("moving"))
                .startsWith("MASTER -> BACKUP")
                .contains("150");
    }

    @Test
    void anAddressThatSomebodyDeletesIsPutBackAtOnceAndNobodyElseBecomesMaster() {
        share("");
        long began = Sniffer.now();
        duo.first.host().run("ip", "addr", "del", VIP + "/32", "dev", "eth0");
        duo.first.host().awaitHas(VIP, true, Duration.ofSeconds(3));
        Bar.note("address deleted by hand until it is back", Duration.ofNanos(Sniffer.now() - began));
        assertThat(duo.first.state("moving")).isEqualTo("MASTER");
        assertThat(duo.sniffer.since(began).stream()
                        .filter(f -> f.isAdvert(VRID) && f.source().equals(Duo.SECOND)))
                .isEmpty();
    }

    @Test
    void theVipLeavesANodeWhoseScriptFailsAndReturns() throws IOException {
        Path flag = Files.createTempFile("solera-lab-", ".flag");
        try {
            share("");
            String track = "track.script.flag = weight -100\ntrack.script.flag.command = /usr/bin/test -e " + flag
                    + "\ntrack.script.flag.interval.ms = 200\n";
            duo.first.vrrp("moving", instance(track).formatted(150));
            await("the track is seen").atMost(SOON).until(() -> duo.first
                    .show("moving")
                    .path("contributions")
                    .toString()
                    .contains("script flag"));
            duo.awaitFirst(VRID, VIP);
            Files.delete(flag);
            duo.sniffer.awaitOnlyMaster(VRID, Duo.SECOND, Duration.ofSeconds(1), SOON);
            duo.first.host().awaitHas(VIP, false, SOON);
            assertThat(duo.first.show("moving").path("demanded").asInt()).isEqualTo(50);
            assertThat(duo.first.show("moving").path("contributions").toString())
                    .contains("script flag");
            assertThat(duo.first.lastTransition("moving")).startsWith("MASTER -> BACKUP");
            Files.createFile(flag);
            duo.awaitFirst(VRID, VIP);
        } finally {
            Files.deleteIfExists(flag);
        }
    }

    @Test
    void theVipLeavesANodeWhosePoolLosesItsQuorumAndReturnsWithTheServers() {
        duo.first.write(
                "solera.pool-web.cfg",
                "real.web = 10.9.0.11:80\ncheck = tcp\ncheck.interval.ms = 300\ncheck.timeout.ms = 300\n"
                        + "check.rise = 1\ncheck.fall = 1\n");
        Web web = Web.on(duo.web, 80);
        try {
            share("");
            // Only the first node's file has the track, so that the other one is fit.
            duo.first.vrrp("moving", instance("track.pool.web = fault\n").formatted(150));
            await("the track is seen").atMost(SOON).until(() -> duo.first
                    .show("moving")
                    .path("contributions")
                    .toString()
                    .contains("pool web"));
            duo.awaitFirst(VRID, VIP);
            web.close();
            duo.sniffer.awaitOnlyMaster(VRID, Duo.SECOND, Duration.ofSeconds(1), SOON);
            duo.first.host().awaitHas(VIP, false, SOON);
            assertThat(duo.first.transitions("moving"))
                    .anyMatch(t -> t.startsWith("MASTER -> BACKUP") && t.contains("pool web"));
            web = Web.on(duo.web, 80);
            duo.awaitFirst(VRID, VIP);
        } finally {
            web.close();
        }
    }

    @Test
    void aMasterThatIsReleasedGivesItsPlaceToTheOtherOneAndTakesItBackWhenItMayPreempt() {
        share("");
        duo.both("moving", instance("preempt = false\n"), 150, 100);
        for (Node node : List.of(duo.first, duo.second)) {
            await("it may not preempt")
                    .atMost(SOON)
                    .until(() -> !node.show("moving").path("preempt").asBoolean());
        }
        duo.first.sh("vrrp:release moving --why \"new kernel\"");
        duo.sniffer.awaitOnlyMaster(VRID, Duo.SECOND, Duration.ofSeconds(1), SOON);
        duo.first.host().awaitHas(VIP, false, SOON);
        assertThat(duo.first.lastTransition("moving"))
                .startsWith("MASTER -> BACKUP")
                .contains("new kernel");

        duo.first.vrrp("moving", instance("").formatted(150));
        duo.awaitFirst(VRID, VIP);
        long released = Sniffer.now();
        duo.first.sh("vrrp:release moving --why again");
        duo.sniffer.awaitAdvert(VRID, Duo.SECOND, released, SOON);
        duo.awaitFirst(VRID, VIP);
    }

    @Test
    void ofTwoVipsOfOneSubnetTheSecondStaysWhenTheFirstIsReleased() {
        duo.first.vrrp("one", FailoverIT.instance(82, 3, 100).formatted(150) + "vip.one = 10.11.0.1/24\n");
        duo.first.host().awaitHas("10.11.0.1", true, SOON);
        duo.first.vrrp("two", FailoverIT.instance(83, 3, 100).formatted(150) + "vip.two = 10.11.0.2/24\n");
        duo.first.host().awaitHas("10.11.0.2", true, SOON);
        try (AddressLog log = AddressLog.of(duo.first.host())) {
            duo.first.delete("solera.vrrp-one.cfg");
            duo.first.host().awaitHas("10.11.0.1", false, SOON);
            assertThat(duo.first.host().has("10.11.0.2")).isTrue();
            assertThat(log.vanished()).containsExactly("10.11.0.1");
        }
    }

    @Test
    void anEditOfWhatAMasterIsNeitherMakesItLeaveNorLetsAnAddressBlink() {
        share("");
        long began = Sniffer.now();
        try (AddressLog log = AddressLog.of(duo.first.host())) {
            duo.both("moving", instance(""), 160, 90);
            duo.sniffer.awaitFrame("priority 160", began, SOON, f -> f.isAdvert(VRID) && f.priority() == 160);
            String slower = instance("vip.second = 10.9.4.82/16\n").replace("ms = 100", "ms = 200");
            duo.both("moving", slower, 160, 90);
            duo.first.host().awaitHas("10.9.4.82", true, SOON);
            await("the interval is learnt")
                    .atMost(SOON)
                    .until(() -> duo.second
                                    .show("moving")
                                    .path("activeIntervalMillis")
                                    .asInt()
                            == 200);
            duo.first.vrrp("renamed", slower.formatted(160));
            duo.first.delete("solera.vrrp-moving.cfg");
            duo.first.awaitState("renamed", "MASTER", SOON);
            duo.first.awaitState("moving", "", SOON);
            assertThat(log.vanished()).isEmpty();
            duo.first.vrrp("renamed", slower.replaceAll("vip.second.*\n", "").formatted(160));
            duo.first.host().awaitHas("10.9.4.82", false, SOON);
            assertThat(log.vanished()).containsExactly("10.9.4.82");
        }
        assertThat(duo.first.transitions("renamed")).noneMatch(t -> t.startsWith("MASTER ->"));
        assertThat(duo.sniffer.since(began).stream()
                        .filter(f -> f.isAdvert(VRID))
                        .map(Seen::source))
                .containsOnly(Duo.FIRST);
        assertThat(duo.sniffer.since(began).stream()
                        .filter(f -> f.isAdvert(VRID))
                        .map(Seen::priority))
                .doesNotContain(0);
    }

    @Test
    void aSyncGroupMovesAsAWhole() {
        String outside = FailoverIT.instance(84, 3, 100) + "vip.outside = 10.9.4.84/16\n";
        String inside = FailoverIT.instance(85, 3, 100).replace("eth0", "eth1") + "vip.inside = 10.10.0.85/24\n";
        for (Node node : List.of(duo.first, duo.second)) {
            node.write("solera.syncgroup-router.cfg", "member.outside = outside\nmember.inside = inside\n");
        }
        duo.both("outside", outside, 150, 100);
        duo.both("inside", inside, 150, 100);
        duo.awaitFirst(84, "10.9.4.84");
        duo.first.host().awaitHas("10.10.0.85", true, SOON);

        // Only its other leg loses the cable.
        duo.other.cut(duo.first.host());
        duo.sniffer.awaitOnlyMaster(84, Duo.SECOND, Duration.ofSeconds(1), SOON);
        duo.second.host().awaitHas("10.9.4.84", true, SOON);
        duo.second.host().awaitHas("10.10.0.85", true, SOON);
        duo.first.host().awaitHas("10.9.4.84", false, SOON);
        duo.first.host().awaitHas("10.10.0.85", false, SOON);

        duo.other.heal(duo.first.host());
        duo.awaitFirst(84, "10.9.4.84");
        duo.first.host().awaitHas("10.10.0.85", true, SOON);
        duo.second.host().awaitHas("10.10.0.85", false, SOON);
    }

    private void share(String more) {
        duo.both("moving", instance(more), 150, 100);
        duo.awaitFirst(VRID, VIP);
    }

    private static String instance(String more) {
        return FailoverIT.instance(VRID, 3, 100) + "vip.moving = " + VIP + "/16\n" + more;
    }
}
