package dev.solera.vrrp.internal.engine;

import static dev.solera.vrrp.internal.engine.Lab.MS;
import static dev.solera.vrrp.internal.engine.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.VrrpState;
import dev.solera.spi.VrrpSet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A change of configuration touches what it changes and nothing else. */
class ChangeTest {
    private static final String CLAIM_100 = "claim 10.9.0.100 at 02:00:00:00:00:0a";
    private static final String CLAIM_101 = "claim 10.9.0.101 at 02:00:00:00:00:0a";

    private final Lab lab = new Lab();
    private final Host host = lab.host("10.9.0.1");

    private void master(Specs... specs) {
        host.apply(java.util.Arrays.stream(specs).map(Specs::spec).toArray(dev.solera.spi.VrrpSpec[]::new));
        lab.runFor(20 * SECOND);
        assertThat(host.works.reports()).allMatch(r -> r.state() == VrrpState.MASTER);
    }

    @Test
    void theSameSetAgainChangesNothing() {
        master(Specs.web(100));
        int from = host.journal.size();
        host.apply(Specs.web(100).spec());
        assertThat(host.since(from)).isEmpty();
    }

    @Test
    void aNewNameIsNoChange() {
        master(Specs.web(100));
        int from = host.journal.size();
        Specs renamed = Specs.web(100);
        renamed.name = "front";
        host.apply(renamed.spec());
        assertThat(host.since(from)).containsExactly("prepare [front]", "bind front 1", "change web");
        assertThat(host.state("front")).isEqualTo(VrrpState.MASTER);
        assertThat(host.report("front").transitions()).hasSize(2);
        assertThat(host.bound()).hasSize(1);
    }

    @Test
    void aNewPriorityIsAdvertisedNextAndNothingBlinks() {
        master(Specs.web(100));
        int from = host.journal.size();
        host.apply(Specs.web(50).spec());
        lab.runFor(SECOND);
        assertThat(host.since(from)).containsExactly("prepare [web]", "advert 50");
        assertThat(host.report("web").effectivePriority()).isEqualTo(50);
    }

    @Test
    void aNewIntervalTakesEffectWithoutLeavingMaster() {
        master(Specs.web(100));
        long from = lab.at();
        host.apply(Specs.web(100).every(100).spec());
        lab.runFor(SECOND);
        assertThat(host.when("advert 100", from) - from).isLessThanOrEqualTo(100 * MS);
        assertThat(host.transitions).hasSize(2);
        assertThat(host.lastAdvert - host.when("advert 100", from)).isEqualTo(900 * MS);
    }

    @Test
    void anAddedAddressIsBoundAndAloneAnnounced() {
        master(Specs.web(100));
        long old = host.count(CLAIM_100);
        host.apply(Specs.web(100).vip("two", "10.9.0.101").spec());
        lab.runFor(10 * SECOND);
        assertThat(host.count(CLAIM_100)).isEqualTo(old);
        assertThat(host.count(CLAIM_101)).as("at once and after the delay").isEqualTo(10);
        assertThat(host.bound()).containsExactly("eth0 10.9.0.100/24", "eth0 10.9.0.101/24");
        assertThat(host.report("web").bound()).containsExactly("web", "two");
        assertThat(lab.sent.get(lab.sent.size() - 1))
                .as("an advert of two addresses")
                .hasSize(14 + 20 + 8 + 8);
    }

    @Test
    void aRemovedAddressGoesAndTheOthersStay() {
        master(Specs.web(100).vip("two", "10.9.0.101"));
        int from = host.journal.size();
        host.apply(Specs.web(100).spec());
        assertThat(host.since(from)).containsExactly("prepare [web]", "bind web 1", "change web", "gone 10.9.0.101");
        assertThat(host.transitions).hasSize(2);
    }

    @Test
    void anAddressMovedBetweenMastersIsNeverGone() {
        master(
                Specs.router("a", 1, 100).vip("x", "10.9.0.100").vip("y", "10.9.0.101"),
                Specs.router("b", 2, 100).vip("z", "10.9.0.102"));
        int from = host.journal.size();
        host.apply(
                Specs.router("a", 1, 100).vip("y", "10.9.0.101").spec(),
                Specs.router("b", 2, 100)
                        .vip("z", "10.9.0.102")
                        .vip("x", "10.9.0.100")
                        .spec());
        assertThat(host.since(from)).doesNotContain("gone 10.9.0.100").containsSubsequence("bind b 2", "change a");
        assertThat(host.bound()).contains("eth0 10.9.0.100/24");
        assertThat(host.kernel.get("eth0 10.9.0.100/24").claim()).isEqualTo("b");
    }

    @Test
    void anAddressOfARemovedRouterThatAnotherMasterHasNowIsNeverGone() {
        master(
                Specs.router("a", 1, 100).vip("x", "10.9.0.100"),
                Specs.router("b", 2, 100).vip("z", "10.9.0.102"));
        int from = host.journal.size();
        host.apply(Specs.router("b", 2, 100)
                .vip("z", "10.9.0.102")
                .vip("x", "10.9.0.100")
                .spec());
        assertThat(host.since(from))
                .doesNotContain("gone 10.9.0.100")
                .containsSubsequence("advert 0", "bind b 2", "release a");
        assertThat(host.bound()).contains("eth0 10.9.0.100/24");
    }

    @Test
    void aRemovedRouterSaysSoAndLetsGo() {
        master(Specs.web(100));
        int from = host.journal.size();
        host.apply();
        assertThat(host.since(from)).containsExactly("prepare []", "advert 0", "release web", "gone 10.9.0.100");
        assertThat(host.packets.links).isEmpty();
        assertThat(host.works.reports()).isEmpty();
    }

    @Test
    void anotherIdentityStopsAndStarts() {
        master(Specs.web(100));
        int from = host.journal.size();
        Specs other = Specs.web(100);
        other.vrid = 52;
        host.apply(other.spec());
        assertThat(host.since(from)).contains("advert 0", "release web");
        assertThat(host.state("web")).isEqualTo(VrrpState.BACKUP);
        lab.runFor(4 * SECOND);
        assertThat(host.state("web")).isEqualTo(VrrpState.MASTER);
    }

    @Test
    void twoOfOneIdentityAreOneTooMany() {
        host.apply(
                Specs.web(100).spec(),
                Specs.router("zweb", 51, 100).vip("z", "10.9.0.102").spec());
        lab.runFor(5 * SECOND);
        assertThat(host.state("web")).isEqualTo(VrrpState.MASTER);
        assertThat(host.state("zweb")).isEqualTo(VrrpState.FAULT);
        assertThat(host.report("zweb").why()).isEqualTo("vrid: 51 (expected: another one, web has it on eth0)");
        assertThat(host.troubles).containsExactly("zweb: vrid: 51 (expected: another one, web has it on eth0)");
        host.apply(
                Specs.router("aweb", 51, 100).vip("z", "10.9.0.102").spec(),
                Specs.web(100).spec());
        assertThat(host.state("web")).as("who has it keeps it").isEqualTo(VrrpState.MASTER);
        assertThat(host.state("aweb")).isEqualTo(VrrpState.FAULT);
    }

    @Test
    void theSameIdentifierInTheOtherFamilyIsAnother() {
        host.set(Host.wired("eth0", 2, new dev.solera.spi.MacAddress(0x02000000000aL), "10.9.0.1", "fe80::1"));
        host.apply(
                Specs.router("four", 51, 100).vip("a", "10.9.0.100").spec(),
                Specs.router("six", 51, 100).vip("b", "fe80::100").spec());
        lab.runFor(5 * SECOND);
        assertThat(host.works.reports()).hasSize(2).allMatch(r -> r.state() == VrrpState.MASTER);
    }

    @Test
    void whatIsFoldedIntoTheDemandGoesAndComes() {
        master(Specs.web(100));
        host.apply(Specs.web(100).fault("script http fails").spec());
        assertThat(host.report("web").state()).isEqualTo(VrrpState.FAULT);
        assertThat(host.report("web").why()).isEqualTo("script http fails");
        assertThat(host.bound()).isEmpty();
        assertThat(host.journal).anyMatch(line -> line.endsWith(" advert 0"));
        host.apply(Specs.web(100).spec());
        lab.runFor(5 * SECOND);
        assertThat(host.report("web").state()).isEqualTo(VrrpState.MASTER);
    }

    @Test
    void ofManySetsAtOnceTheLastOneCounts() {
        for (int priority = 10; priority <= 200; priority++) {
            host.works.apply(new VrrpSet(
                    List.of(Specs.web(priority).spec()), List.of(), Duration.ofSeconds(1), Duration.ofSeconds(30)));
        }
        host.step();
        assertThat(host.report("web").effectivePriority()).isEqualTo(200);
        assertThat(host.count("prepare [web]")).isOne();
    }

    @Test
    void keysAreRotatedWithoutATransition() {
        Host peer = lab.host("10.9.0.2");
        host.apply(Specs.web(200).every(100).secrets(Specs.hmac(1, true, "0a")).spec());
        peer.apply(Specs.web(100).every(100).secrets(Specs.hmac(1, true, "0a")).spec());
        lab.runFor(5 * SECOND);
        peer.apply(Specs.web(100)
                .every(100)
                .secrets(Specs.hmac(1, true, "0a", "0b"))
                .spec());
        host.apply(Specs.web(200)
                .every(100)
                .secrets(Specs.hmac(2, true, "0a", "0b"))
                .spec());
        lab.runFor(5 * SECOND);
        assertThat(host.isMaster("web")).isTrue();
        assertThat(peer.transitions).hasSize(1);
        assertThat(peer.troubles).isEmpty();
    }
}
