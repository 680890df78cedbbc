package dev.solera.vrrp.internal.engine;

import static dev.solera.vrrp.internal.engine.Lab.MS;
import static dev.solera.vrrp.internal.engine.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.VrrpState;
import dev.solera.spi.MacAddress;
import dev.solera.spi.VrrpGroup;
import dev.solera.spi.VrrpSet;
import dev.solera.spi.VrrpSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sync groups as in keepalived: MASTER together or not at all. */
class GroupTest {
    private final Lab lab = new Lab();
    private final Host one = lab.host("10.9.0.1");
    private final Host two = lab.host("10.9.0.2");

    private static VrrpSpec inner(int priority) {
        return Specs.router("in", 1, priority)
                .every(100)
                .on("eth1")
                .vip("i", "10.8.0.100")
                .spec();
    }

    private static VrrpSpec outer(int priority) {
        return Specs.router("out", 2, priority)
                .every(100)
                .vip("o", "10.9.0.100")
                .spec();
    }

    private static VrrpSet grouped(VrrpSpec... specs) {
        List<String> members =
                List.of(specs).stream().map(s -> s.instance().name()).toList();
        return new VrrpSet(
                List.of(specs), List.of(new VrrpGroup("edge", members)), Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    private void start() {
        one.set(Host.wired("eth1", 3, MacAddress.parse("02:00:00:00:01:0a"), "10.8.0.1"));
        two.set(Host.wired("eth1", 3, MacAddress.parse("02:00:00:00:01:0b"), "10.8.0.2"));
        one.apply(grouped(inner(200), outer(200)));
        two.apply(grouped(inner(100), outer(100)));
        lab.runFor(3 * SECOND);
        assertStands(one, VrrpState.MASTER);
        assertStands(two, VrrpState.BACKUP);
    }

    private static void assertStands(Host host, VrrpState state) {
        assertThat(host.works.reports()).as("%s", host.transitions).allMatch(r -> r.state() == state);
    }

    @Test
    void aFaultOfOneTakesAllOutAndThePeerHasBoth() {
        start();
        one.link("eth1", false);
        lab.runFor(SECOND);
        assertStands(one, VrrpState.FAULT);
        assertThat(one.report("out").why()).isEqualTo("sync group edge: in is in FAULT: eth1: no carrier");
        assertStands(two, VrrpState.MASTER);
        one.link("eth1", true);
        lab.runFor(3 * SECOND);
        assertStands(one, VrrpState.MASTER);
        assertStands(two, VrrpState.BACKUP);
    }

    @Test
    void oneThatIsReleasedTakesTheOthersAlong() {
        start();
        one.works.release("in", "asked for");
        lab.runFor(80 * MS);
        assertStands(one, VrrpState.BACKUP);
        assertStands(two, VrrpState.MASTER);
        assertThat(one.report("out").why())
                .startsWith("sync group edge: in is not MASTER any more: released: asked for");
        lab.runFor(3 * SECOND);
        assertStands(one, VrrpState.MASTER);
    }

    @Test
    void nobodyTakesOverBeforeAllCan() {
        start();
        // A third host is MASTER of one of the two: the other has to wait.
        Host third = lab.host("10.9.0.3");
        third.apply(outer(250));
        lab.runFor(SECOND);
        one.kill();
        lab.runFor(5 * SECOND);
        assertStands(two, VrrpState.BACKUP);
        assertThat(two.report("in").why()).isEqualTo("would be MASTER, but waits for the others of its sync group");
        third.kill();
        lab.runFor(SECOND);
        assertStands(two, VrrpState.MASTER);
    }

    @Test
    void aKilledMasterIsReplacedWithinOneIntervalOfTheUsualTime() {
        start();
        one.kill();
        long at = one.lastAdvert;
        lab.runFor(SECOND);
        assertStands(two, VrrpState.MASTER);
        assertThat(two.firstAdvert - at).isBetween(360 * MS, 470 * MS);
    }

    @Test
    void anAddedMemberDemotesNobody() {
        one.apply(grouped(outer(200)));
        lab.runFor(SECOND);
        int from = one.transitions.size();
        one.set(Host.wired("eth1", 3, MacAddress.parse("02:00:00:00:01:0a"), "10.8.0.1"));
        one.apply(grouped(inner(200), outer(200)));
        lab.runFor(SECOND);
        assertStands(one, VrrpState.MASTER);
        assertThat(one.transitions.subList(from, one.transitions.size())).noneMatch(t -> t.startsWith("out"));
        one.apply(grouped(outer(200)));
        assertThat(one.transitions).noneMatch(t -> t.startsWith("out MASTER"));
    }

    @Test
    void aYieldOfOneIsAYieldOfAll() {
        start();
        one.apply(grouped(
                inner(200),
                Specs.router("out", 2, 200)
                        .every(100)
                        .vip("o", "10.9.0.100")
                        .yield("pool web is down")
                        .spec()));
        lab.runFor(SECOND);
        assertStands(one, VrrpState.BACKUP);
        assertStands(two, VrrpState.MASTER);
        assertThat(one.report("in").why()).contains("sync group edge: out yields: pool web is down");
        one.apply(grouped(inner(200), outer(200)));
        lab.runFor(3 * SECOND);
        assertStands(one, VrrpState.MASTER);
    }
}
