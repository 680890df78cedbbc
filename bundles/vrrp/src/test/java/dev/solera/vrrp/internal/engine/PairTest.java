package dev.solera.vrrp.internal.engine;

import static dev.solera.vrrp.internal.engine.Lab.MS;
import static dev.solera.vrrp.internal.engine.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.VrrpState;
import dev.solera.api.VrrpYield;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two engines on a wire, as an operator sees them. */
class PairTest {
    private final Lab lab = new Lab();
    private Host master;
    private Host backup;

    @ParameterizedTest
    @CsvSource({"2, 1000, 3609375000", "3, 1000, 3609375000", "3, 100, 360937500", "3, 10, 36093750"})
    void aKilledMasterIsReplacedAfterOneDownInterval(int version, int intervalMs, long downNanos) {
        pair(version, intervalMs);
        lab.runFor(20 * SECOND);
        master.kill();
        lab.runFor(13 * SECOND);
        assertThat(backup.firstAdvert - master.lastAdvert).isEqualTo(downNanos + Lab.DELAY);
        assertThat(backup.bound()).containsExactly("eth0 10.9.0.100/24");
        assertThat(master.bound()).as("its lease has ended").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, 1000, 609375000", "3, 100, 60937500"})
    void aStoppedMasterIsReplacedAfterOneSkew(int version, int intervalMs, long skewNanos) {
        pair(version, intervalMs);
        lab.runFor(20 * SECOND);
        boolean[] done = new boolean[1];
        master.works.stop(() -> done[0] = true);
        lab.runFor(10 * SECOND);
        assertThat(backup.firstAdvert - master.lastAdvert).isEqualTo(skewNanos + Lab.DELAY);
        assertThat(done[0]).isTrue();
        assertThat(master.bound()).isEmpty();
        assertThat(master.journal.get(master.journal.size() - 3)).endsWith("advert 0");
    }

    @Test
    void aNewMasterAdvertisesThenBindsThenAnnounces() {
        pair(3, 100);
        int from = backup.journal.size();
        master.kill();
        lab.runFor(SECOND);
        assertThat(backup.since(from).subList(0, 4))
                .containsExactly(
                        "advert 100",
                        "bind web 1",
                        "claim 10.9.0.100 at 02:00:00:00:00:0b",
                        "claim 10.9.0.100 at 02:00:00:00:00:0b");
    }

    @Test
    void aPulledCableLeavesTwoMastersForNoLongerThanAnInterval() {
        pair(3, 100);
        for (int i = 0; i < 50; i++) {
            lab.cut = true;
            lab.runFor(SECOND);
            assertThat(lab.masters("web")).isEqualTo(2);
            long announced = master.count("claim 10.9.0.100 at 02:00:00:00:00:0a");
            lab.cut = false;
            lab.runFor(100 * MS + 2 * Lab.DELAY);
            assertThat(master.isMaster("web")).isTrue();
            assertThat(backup.isMaster("web")).isFalse();
            assertThat(backup.bound()).isEmpty();
            lab.runFor(6 * SECOND);
            assertThat(master.count("claim 10.9.0.100 at 02:00:00:00:00:0a")).isGreaterThan(announced);
        }
        String other = "10.9.0.2 is MASTER too, at priority 100";
        assertThat(master.troubles.stream().filter(("web: " + other)::equals)).hasSize(50);
        assertThat(master.troubles.stream().filter(("web: over: " + other)::equals))
                .hasSize(50);
    }

    @Test
    void theReportSaysWhoIsMasterAndWhy() {
        pair(3, 1000);
        lab.runFor(500 * MS);
        assertThat(backup.report("web").master().address().getHostAddress()).isEqualTo("10.9.0.1");
        assertThat(backup.report("web").why()).isEqualTo("started");
        assertThat(backup.report("web").downIn()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(3610));
        assertThat(backup.report("web").advertIn()).isNull();
        assertThat(master.report("web").why()).isEqualTo("no advert in time");
        assertThat(master.report("web").bound()).containsExactly("web");
        assertThat(master.report("web").advertIn()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(master.report("web").downIn()).isNull();
        assertThat(master.report("web").counters())
                .containsEntry("become_master", 1L)
                .containsEntry("advert_rcvd", 0L);
        assertThat(master.report("web").transitions()).hasSize(2);
        assertThat(master.transitions)
                .containsExactly("web INIT -> BACKUP: started", "web BACKUP -> MASTER: no advert in time");
    }

    @Test
    void releaseGivesThePlaceUpOnceAndGetsItBackAsConfigured() {
        pair(3, 100);
        lab.runFor(SECOND);
        assertThat(backup.works.release("web", "asked for")).isFalse();
        assertThat(master.works.release("web", "asked for")).isTrue();
        lab.runFor(62 * MS);
        assertThat(backup.bound()).isNotEmpty();
        assertThat(master.state("web")).isEqualTo(VrrpState.BACKUP);
        assertThat(master.bound()).isEmpty();
        assertThat(master.report("web").why()).startsWith("released: asked for");
        lab.runFor(SECOND);
        assertThat(master.bound()).isNotEmpty();
        assertThat(lab.masters("web")).isOne();
    }

    @Test
    void aYieldIsTakenUpWithinASkew() {
        pair(3, 100);
        lab.runFor(SECOND);
        master.apply(Specs.web(200).every(100).yield("pool web lost its quorum").spec());
        lab.runFor(62 * MS);
        assertThat(backup.bound()).isNotEmpty();
        assertThat(master.state("web")).isEqualTo(VrrpState.BACKUP);
        assertThat(master.troubles).containsExactly("web: yields: pool web lost its quorum");
        master.apply(Specs.web(200).every(100).spec());
        lab.runFor(SECOND);
        assertThat(master.bound()).isNotEmpty();
        assertThat(master.troubles)
                .containsExactly(
                        "web: yields: pool web lost its quorum", "web: yields no longer: pool web lost its quorum");
        assertThat(lab.masters("web")).isOne();
    }

    @Test
    void aYieldWithoutAPeerKeepsTheAddresses() {
        pair(3, 100);
        backup.kill();
        lab.runFor(SECOND);
        master.apply(Specs.web(200).every(100).yield("core is stuck").spec());
        lab.runFor(10 * SECOND);
        assertThat(master.bound()).isNotEmpty();
        assertThat(master.report("web").yield()).isEqualTo(VrrpYield.ALONE);
        assertThat(master.report("web").effectivePriority()).isEqualTo(1);
        assertThat(master.report("web").why()).isEqualTo("core is stuck");
    }

    @Test
    void withoutPreemptionTheLowerOneIsLeftAlone() {
        pair(3, 100);
        master.link("eth0", false);
        lab.runFor(SECOND);
        assertThat(backup.isMaster("web")).isTrue();
        master.apply(Specs.web(200).every(100).preempt(false).spec());
        master.link("eth0", true);
        lab.runFor(10 * SECOND);
        assertThat(backup.isMaster("web")).isTrue();
        assertThat(master.report("web").master().priority()).isEqualTo(100);
    }

    @Test
    void overIPv6TheClaimsAreNeighbourAdvertisements() {
        Host first = lab.host("fe80::1");
        first.apply(Specs.router("six", 7, 100)
                .vip("a", "fe80::100")
                .vip("b", "2001:db8::100")
                .spec());
        lab.runFor(4 * SECOND);
        assertThat(first.bound()).containsExactly("eth0 fe80:0:0:0:0:0:0:100/64", "eth0 2001:db8:0:0:0:0:0:100/64");
        assertThat(first.count("claim 2001:db8::100 at 02:00:00:00:00:0a")).isEqualTo(5);
        assertThat(first.packets.links).hasSize(1);
        assertThat(first.packets.links.get(0).request.groups().toString()).isEqualTo("[/ff02:0:0:0:0:0:0:12]");
    }

    @Test
    void unicastPeersHearEachOther() {
        master = lab.host("10.9.0.1");
        backup = lab.host("10.9.0.2");
        master.apply(Specs.web(200).peers("10.9.0.2").spec());
        backup.apply(Specs.web(100).peers("10.9.0.1", "10.9.0.3").spec());
        lab.runFor(10 * SECOND);
        assertThat(master.isMaster("web")).isTrue();
        assertThat(backup.isMaster("web")).isFalse();
        assertThat(backup.report("web").counters().get("advert_rcvd")).isGreaterThan(5);
        assertThat(master.packets.links.get(0).request.groups()).isEmpty();
        master.kill();
        lab.runFor(3 * SECOND + 700 * MS);
        assertThat(backup.isMaster("web")).isTrue();
        assertThat(backup.report("web").counters().get("advert_sent"))
                .as("each peer once")
                .isEqualTo(2);
    }

    @Test
    void withAVirtualMacFramesComeFromIt() {
        Host only = lab.host("10.9.0.1");
        only.apply(Specs.web(100).vmac().spec());
        lab.runFor(4 * SECOND);
        assertThat(only.packets.links.get(0).request.sourceMac()).hasToString("00:00:5e:00:01:33");
        assertThat(only.count("claim 10.9.0.100 at 00:00:5e:00:01:33")).isEqualTo(5);
        assertThat(lab.sent.get(0)).startsWith(1, 0, 0x5e, 0, 0, 0x12, 0, 0, 0x5e, 0, 1, 0x33);
    }

    @Test
    void ofTwoOwnersTheOneThatHearsGivesWay() {
        Host deaf = lab.host("10.9.0.1");
        Host hearing = lab.host("10.9.0.2");
        deaf.apply(Specs.web(255).every(100).spec());
        hearing.apply(Specs.web(255).every(100).spec());
        lab.runFor(SECOND);
        assertThat(hearing.isMaster("web")).as("the greater address stays").isTrue();
        assertThat(deaf.isMaster("web")).isFalse();
    }

    @Test
    void noBackupAllocatesOrTransmitsAnything() {
        pair(3, 100);
        int from = backup.journal.size();
        lab.runFor(10 * SECOND);
        assertThat(backup.since(from)).isEmpty();
        assertThat(backup.transitions).isEqualTo(List.of("web INIT -> BACKUP: started"));
    }

    /** Starts 10.9.0.1 at priority 200 and 10.9.0.2 at 100. */
    private void pair(int version, int intervalMs) {
        master = lab.host("10.9.0.1");
        backup = lab.host("10.9.0.2");
        master.apply(Specs.web(200).version(version).every(intervalMs).spec());
        backup.apply(Specs.web(100).version(version).every(intervalMs).spec());
        lab.runFor(4L * intervalMs * MS);
        assertThat(master.state("web")).isEqualTo(VrrpState.MASTER);
        assertThat(backup.state("web")).isEqualTo(VrrpState.BACKUP);
    }
}
