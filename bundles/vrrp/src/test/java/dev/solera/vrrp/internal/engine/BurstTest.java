package dev.solera.vrrp.internal.engine;

import static dev.solera.vrrp.internal.engine.Lab.MS;
import static dev.solera.vrrp.internal.engine.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.spi.MacAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hundreds of addresses are bound in pieces and told of as soon as they are there. */
class BurstTest {
    private final Lab lab = new Lab();
    private final Host host = lab.host("10.9.0.1");

    @Test
    void eachAddressIsAnnouncedAsSoonAsItIsBoundAndAllOnceBeforeAnyTwice() {
        host.apply(Specs.router("many", 1, 100).vips(200).spec());
        lab.runFor(4 * SECOND);
        List<String> done = host.since(host.journal.indexOf("0 prepare [many]"));
        assertThat(done.stream().filter(line -> !line.startsWith("claim")))
                .startsWith("prepare [many]", "advert 100", "bind many 16", "bind many 64", "bind many 200");
        assertThat(done.indexOf("bind many 64"))
                .as("16 are told of before more are bound")
                .isEqualTo(3 + 16);
        Set<String> first = new HashSet<>();
        int claims = 0;
        for (String line : done) {
            if (line.startsWith("claim")) {
                claims++;
                assertThat(first.add(line)).as(line).isEqualTo(claims <= 200);
            }
        }
        assertThat(claims).isEqualTo(5 * 200);
        assertThat(host.report("many").bound()).hasSize(200);
    }

    @Test
    void theSecondBurstComesAfterTheDelay() {
        host.apply(Specs.web(100).spec());
        lab.runFor(20 * SECOND);
        assertThat(host.count("claim 10.9.0.100 at 02:00:00:00:00:0a")).isEqualTo(10);
        assertThat(host.when("claim 10.9.0.100 at 02:00:00:00:00:0a", host.firstAdvert + SECOND) - host.firstAdvert)
                .isEqualTo(5 * SECOND);
    }

    @Test
    void theGapIsKept() {
        host.apply(Specs.router("many", 1, 100)
                .vips(20)
                .announcing(2, Duration.ZERO, Duration.ofMillis(3))
                .spec());
        lab.runFor(5 * SECOND);
        List<Long> times = host.journal.stream()
                .filter(line -> line.contains(" claim "))
                .map(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .toList();
        assertThat(times).hasSize(40);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isEqualTo(3 * MS);
        }
    }

    @Test
    void theFramesOfOneDoNotHoldUpTheAddressesOfAnother() {
        host.apply(
                Specs.router("a", 1, 100)
                        .vips(200)
                        .announcing(255, Duration.ZERO, Duration.ZERO)
                        .spec(),
                Specs.router("b", 2, 100).vip("b", "10.9.0.100").spec());
        lab.runFor(4 * SECOND);
        int bound = host.since(0).indexOf("bind b 1");
        int told = host.since(0).indexOf("claim 10.9.0.100 at 02:00:00:00:00:0a");
        assertThat(bound).isLessThan(200);
        assertThat(told).isLessThan(600);
        assertThat(host.since(0)).filteredOn(line -> line.startsWith("claim")).hasSize(200 * 255 + 5);
    }

    @Test
    void aPlaceLostMeanwhileCancelsWhatIsLeft() {
        host.apply(Specs.router("many", 1, 100)
                .vips(50)
                .announcing(5, Duration.ofSeconds(5), Duration.ofMillis(10))
                .spec());
        lab.runFor(3609375 * 1000L + 100 * MS);
        assertThat(host.isMaster("many")).isTrue();
        host.link("eth0", false);
        lab.runFor(MS);
        int from = host.journal.size();
        lab.runFor(20 * SECOND);
        assertThat(host.since(from)).isEmpty();
        assertThat(host.bound()).isEmpty();
    }

    @Test
    void anAddressOnAnotherInterfaceIsAnnouncedThere() {
        host.set(Host.wired("eth1", 3, MacAddress.parse("02:00:00:00:01:0a"), "10.8.0.1"));
        host.apply(Specs.web(100).vip("inner", "10.8.0.100", "eth1").spec());
        lab.runFor(5 * SECOND);
        assertThat(host.count("claim 10.8.0.100 at 02:00:00:00:01:0a")).isEqualTo(5);
        assertThat(host.packets.links)
                .extracting(l -> l.request.interfaceName())
                .containsExactly("eth0", "eth1");
        host.apply(Specs.web(100).spec());
        assertThat(host.packets.links)
                .extracting(l -> l.request.interfaceName())
                .containsExactly("eth0");
    }
}
