package dev.solera.vrrp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.VrrpState;
import dev.solera.api.VrrpYield;
import dev.solera.vrrp.internal.VirtualLink.Node;
import dev.solera.vrrp.internal.machine.Action;
import dev.solera.vrrp.internal.wire.AdvertCounter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two nodes on a link, as an operator sees them. */
class PairTest {
    private static final long SECOND = 1_000_000_000L;

    private final VirtualLink link = new VirtualLink();

    @ParameterizedTest
    @CsvSource({"2, 1000, 3609375000", "3, 1000, 3609375000", "3, 100, 360937500", "3, 10, 36093750"})
    void aKilledMasterIsReplacedAfterOneDownInterval(int version, int intervalMs, long downNanos) {
        Node master = pair(version, intervalMs);
        Node backup = link.nodes.get(1);
        link.runFor(20 * SECOND);
        master.kill();
        link.runFor(10 * SECOND);
        assertThat(backup.firstAdvert - master.lastAdvert).isEqualTo(downNanos + VirtualLink.DELAY);
        assertThat(backup.bound).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2, 1000, 609375000", "3, 100, 60937500"})
    void aStoppedMasterIsReplacedAfterOneSkew(int version, int intervalMs, long skewNanos) {
        Node master = pair(version, intervalMs);
        link.runFor(20 * SECOND);
        master.stop();
        link.runFor(10 * SECOND);
        assertThat(link.nodes.get(1).firstAdvert - master.lastAdvert).isEqualTo(skewNanos + VirtualLink.DELAY);
        assertThat(master.bound).isFalse();
    }

    @Test
    void thePreferredNodeGetsItsAddressesBack() {
        Node master = pair(3, 100);
        link.runFor(SECOND);
        master.stop();
        link.runFor(SECOND);
        master.start();
        link.runFor(SECOND);
        assertThat(master.bound).isTrue();
        assertThat(link.masters()).isEqualTo(1);
    }

    @Test
    void equalNodesStartedTogetherAgreeOnTheGreaterAddress() {
        Node lower = link.add("10.9.0.1", new NodeSettings(3, 1000, 100));
        Node greater = link.add("10.9.0.2", new NodeSettings(3, 1000, 100));
        lower.start();
        greater.start();
        link.runFor(5 * SECOND);
        assertThat(greater.machine.state()).isEqualTo(VrrpState.MASTER);
        assertThat(lower.machine.state()).isEqualTo(VrrpState.BACKUP);
    }

    @Test
    void aPulledCableLeavesTwoMastersForNoLongerThanAnInterval() {
        Node master = pair(3, 100);
        Node backup = link.nodes.get(1);
        for (int i = 0; i < 50; i++) {
            link.cut(true);
            link.runFor(SECOND);
            assertThat(link.masters()).isEqualTo(2);
            int announced = announcements(master);
            link.cut(false);
            link.runFor(SECOND / 10 + 2 * VirtualLink.DELAY);
            assertThat(master.machine.state()).isEqualTo(VrrpState.MASTER);
            assertThat(backup.machine.state()).isEqualTo(VrrpState.BACKUP);
            link.runFor(5 * SECOND);
            assertThat(announcements(master)).isGreaterThan(announced);
        }
    }

    @Test
    void aYieldIsTakenUpWithinASkewAndEndsWithThePlaceBack() {
        Node master = pair(3, 100);
        Node backup = link.nodes.get(1);
        link.runFor(SECOND);
        master.yieldPlace();
        link.runFor(62_000_000L);
        assertThat(backup.bound).isTrue();
        assertThat(master.machine.state()).isEqualTo(VrrpState.BACKUP);
        link.runFor(10 * SECOND);
        assertThat(backup.bound).isTrue();
        master.endYield();
        link.runFor(SECOND);
        assertThat(master.bound).isTrue();
        assertThat(backup.bound).isFalse();
    }

    @Test
    void aYieldWithoutAPeerKeepsTheAddresses() {
        Node master = pair(3, 100);
        link.nodes.get(1).kill();
        link.runFor(SECOND);
        master.yieldPlace();
        link.runFor(10 * SECOND);
        assertThat(master.bound).isTrue();
        assertThat(master.machine.yieldPhase()).isEqualTo(VrrpYield.ALONE);
    }

    @Test
    void bothYieldingOneStays() {
        Node master = pair(3, 100);
        Node backup = link.nodes.get(1);
        link.runFor(SECOND);
        master.yieldPlace();
        backup.yieldPlace();
        link.runFor(10 * SECOND);
        assertThat(link.masters()).isEqualTo(1);
    }

    @Test
    void aLowerPriorityHandsTheAddressesOver() {
        Node master = pair(2, 1000);
        link.runFor(10 * SECOND);
        master.machine.setPriority(50);
        link.runFor(5 * SECOND);
        assertThat(link.nodes.get(1).bound).isTrue();
        assertThat(master.bound).isFalse();
    }

    @Test
    void noForgedOrReplayedAdvertMovesASignedPair() {
        String key = "0123456789abcdef0123456789abcdef";
        Node master = link.add("10.9.0.1", new NodeSettings(3, 100, 200).signedBy(key));
        Node backup = link.add("10.9.0.2", new NodeSettings(3, 100, 100).signedBy(key));
        VirtualLink outside = new VirtualLink();
        Node forger = outside.add("10.9.0.3", new NodeSettings(3, 100, 255));
        forger.start();
        forger.stop();
        master.start();
        backup.start();
        link.runFor(5 * SECOND);
        int before = transitions(master) + transitions(backup);

        Random random = new Random(20260301);
        for (int i = 0; i < 2000; i++) {
            byte[] frame = random.nextInt(3) == 0
                    ? outside.sent.get(random.nextInt(outside.sent.size())).clone()
                    : link.sent.get(random.nextInt(link.sent.size())).clone();
            for (int damage = random.nextInt(3); damage > 0; damage--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            link.inject(frame);
            link.runFor(random.nextInt(20_000_000));
        }

        assertThat(transitions(master) + transitions(backup)).isEqualTo(before);
        assertThat(master.bound).isTrue();
        for (AdvertCounter counter : new AdvertCounter[] {
            AdvertCounter.HMAC_MISSING, AdvertCounter.HMAC_REPLAY, AdvertCounter.HMAC_STALE, AdvertCounter.CHK_ERR
        }) {
            assertThat(backup.counters.get(counter)).as(counter.publicName()).isPositive();
        }
    }

    @Test
    void withoutAuthenticationAForgerOfPriority255IsObeyedAndOutlived() {
        Node master = pair(3, 100);
        link.runFor(SECOND);
        VirtualLink outside = new VirtualLink();
        outside.add("10.9.0.3", new NodeSettings(3, 100, 255)).start();
        link.inject(outside.sent.get(0));
        link.runFor(SECOND / 10);
        assertThat(link.masters()).isZero();
        link.runFor(SECOND);
        assertThat(master.bound).isTrue();
        assertThat(link.masters()).isEqualTo(1);
    }

    /** Starts 10.9.0.1 at priority 200 and 10.9.0.2 at 100, and returns the first. */
    private Node pair(int version, int intervalMs) {
        Node master = link.add("10.9.0.1", new NodeSettings(version, intervalMs, 200));
        Node backup = link.add("10.9.0.2", new NodeSettings(version, intervalMs, 100));
        master.start();
        backup.start();
        link.runFor(4 * intervalMs * 1_000_000L);
        assertThat(master.machine.state()).isEqualTo(VrrpState.MASTER);
        assertThat(backup.machine.state()).isEqualTo(VrrpState.BACKUP);
        return master;
    }

    private static int transitions(Node node) {
        return (int) node.done.stream().filter(Action.Become.class::isInstance).count();
    }

    private static int announcements(Node node) {
        return (int)
                node.done.stream().filter(Action.Announce.class::isInstance).count();
    }
}
