package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Addresses;
import dev.solera.api.AdminNote;
import dev.solera.api.AdminState;
import dev.solera.api.Check;
import dev.solera.api.Forwarding;
import dev.solera.api.Health;
import dev.solera.api.Pool;
import dev.solera.api.PoolStatus.Quorum;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.fakes.FakeHealth;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.spi.Spec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineupsTest {
    private static final Duration ANY = Duration.ofSeconds(1);
    private static final Check CHECK = new Check("main", "http", ANY, ANY, 2, 3, Map.of());
    private static final AdminNote NOTE = new AdminNote("jane", "", Instant.EPOCH, null);

    private final Map<RealServerRef, AdminTable.Entry> admin = new HashMap<>();
    private final FakeHealth health = new FakeHealth();
    private final List<RealServer> reals = new ArrayList<>();
    private final Lineups lineups = new Lineups();
    private List<Check> checks = List.of(CHECK);
    private Pool.Availability availability = Pool.Availability.DEFAULT;
    private Map<String, Integer> advice = Map.of();
    private Duration slowStart = Duration.ZERO;
    private long nowNanos = Long.MAX_VALUE - 10;

    @Test
    void onlyAServerThatIsUpAndReadyAndHasAWeightTakesFlows() {
        server("up", 3, false);
        server("down", 1, false, Health.DOWN);
        server("unknown", 1, false, Health.UNKNOWN);
        server("new", 1, false, null);
        server("drained", 1, false);
        server("maintained", 1, false);
        server("weightless", 0, false);
        admin.put(ref("drained"), AdminTable.Entry.NOTHING.withState(AdminState.DRAIN, NOTE, null));
        admin.put(ref("maintained"), AdminTable.Entry.NOTHING.withState(AdminState.MAINT, NOTE, null));
        assertThat(eligible()).containsExactly("up 48");
    }

    @Test
    void aPoolOfWhichNothingIsNewIsPassedOver() {
        server("a", 1, false);
        server("b", 1, false);
        Lineup first = lineup();
        assertThat(health.asked()).isEqualTo(2);
        assertThat(lineup()).isSameAs(first);
        assertThat(health.asked()).isZero();

        server("b", 1, false, Health.DOWN);
        reals.remove(2);
        assertThat(eligible()).containsExactly("a 16");
        assertThat(health.asked()).isEqualTo(2);
        admin.put(ref("a"), AdminTable.Entry.NOTHING.withWeight(2, NOTE));
        assertThat(eligible()).containsExactly("a 32");
        advice = Map.of("a", 50);
        admin.clear();
        assertThat(eligible()).containsExactly("a 8");
    }

    @Test
    void aTemporaryWeightHidesTheConfiguredOne() {
        server("a", 3, false);
        server("b", 3, false);
        server("c", 0, false);
        admin.put(ref("a"), AdminTable.Entry.NOTHING.withWeight(256, NOTE));
        admin.put(ref("b"), AdminTable.Entry.NOTHING.withWeight(0, NOTE));
        admin.put(ref("c"), AdminTable.Entry.NOTHING.withWeight(1, NOTE));
        assertThat(eligible()).containsExactly("a 4096", "c 16");
    }

    @Test
    void theFirstBackupThatCanTakesFlowsAndOnlyWhenNoOtherServerCan() {
        server("a", 1, false);
        server("b1", 1, true, Health.DOWN);
        server("b2", 2, true);
        server("b3", 1, true);
        assertThat(eligible()).containsExactly("a 16");
        admin.put(ref("a"), AdminTable.Entry.NOTHING.withState(AdminState.DRAIN, NOTE, null));
        assertThat(eligible()).containsExactly("b2 32");
        admin.put(ref("b2"), AdminTable.Entry.NOTHING.withWeight(0, NOTE));
        assertThat(eligible()).containsExactly("b3 16");
        admin.remove(ref("a"));
        assertThat(eligible()).containsExactly("a 16");
    }

    @Test
    void aServerThatCameBackGrowsToItsWeight() {
        slowStart = Duration.ofSeconds(10);
        server("a", 4, false);
        health.put(ref("a"), new RealHealth(Health.UP, Instant.EPOCH, true, nowNanos, address("a"), List.of()));
        assertThat(eligible()).containsExactly("a 1");
        later(1000);
        assertThat(eligible()).containsExactly("a 6");
        later(4000);
        assertThat(eligible()).containsExactly("a 32");
        assertThat(lineup().growing()).isTrue();
        later(5000);
        assertThat(eligible()).containsExactly("a 64");
        assertThat(lineup().growing()).isFalse();
    }

    @Test
    void aServerThatWasNeverDownStartsWithItsWholeWeight() {
        slowStart = Duration.ofSeconds(10);
        server("a", 4, false);
        assertThat(eligible()).containsExactly("a 64");
    }

    @Test
    void healthOfAnotherAddressSaysNothing() {
        server("a", 1, false);
        health.put(
                ref("a"),
                new RealHealth(Health.UP, Instant.EPOCH, false, 0, Addresses.parse("10.9.9.9:80"), List.of()));
        assertThat(eligible()).isEmpty();
    }

    @Test
    void withoutCheckAServerTakesFlowsAtOnce() {
        checks = List.of();
        server("a", 1, false, null);
        assertThat(eligible()).containsExactly("a 16");
    }

    @Test
    void aServerKeepsItsNumberAsLongAsItExists() {
        server("a", 1, false);
        server("b", 1, false);
        server("c", 1, false);
        assertThat(numbers()).containsExactly("a 1", "b 2", "c 3");
        reals.remove(1);
        server("d", 1, false);
        assertThat(numbers()).containsExactly("a 1", "c 3", "d 4");
        reals.add(0, reals.remove(2));
        assertThat(numbers()).containsExactlyInAnyOrder("a 1", "c 3", "d 4");
    }

    @Test
    void whatBecomesOfAServerThatTakesNoFlowsDependsOnWhy() {
        server("a", 1, false);
        server("down", 1, false, Health.DOWN);
        server("unknown", 1, false, Health.UNKNOWN);
        server("drained", 1, false);
        server("maintained", 1, false);
        server("weightless", 0, false);
        server("standby", 1, true);
        server("drained-and-down", 1, false, Health.DOWN);
        admin.put(ref("drained"), AdminTable.Entry.NOTHING.withState(AdminState.DRAIN, NOTE, null));
        admin.put(ref("drained-and-down"), AdminTable.Entry.NOTHING.withState(AdminState.DRAIN, NOTE, null));
        admin.put(ref("maintained"), AdminTable.Entry.NOTHING.withState(AdminState.MAINT, NOTE, null));
        assertThat(presences())
                .containsExactly(
                        "a SERVING",
                        "down OUT",
                        "unknown LEAVING",
                        "drained KEPT",
                        "maintained LEAVING",
                        "weightless KEPT",
                        "standby LEAVING",
                        "drained-and-down OUT");
    }

    @Test
    void aFailedServerIsKeptWithoutWeightWhenFailuresInhibit() {
        availability = new Pool.Availability(1, 0, null, true, false, false, Duration.ZERO);
        server("a", 1, false);
        server("down", 1, false, Health.DOWN);
        assertThat(presences()).containsExactly("a SERVING", "down KEPT");
    }

    @Test
    void theSorryServerServesWhileTheQuorumIsLostAndTheOthersStandBack() {
        availability = new Pool.Availability(2, 0, sorry(false), false, false, false, Duration.ZERO);
        server("a", 1, false);
        server("b", 1, false);
        assertThat(presences()).containsExactly("a SERVING", "b SERVING", "(sorry) LEAVING");
        is("b", Health.DOWN);
        assertThat(presences()).containsExactly("a LEAVING", "b OUT", "(sorry) SERVING");
        assertThat(lineup().sorry()).isTrue();
        assertThat(lineup().serves()).isFalse();
        is("b", Health.UP);
        assertThat(presences()).containsExactly("a SERVING", "b SERVING", "(sorry) LEAVING");
    }

    @Test
    void thoseThatStandBackAreKeptWithoutWeightWhenTheSorryServerInhibits() {
        availability = new Pool.Availability(2, 0, sorry(true), false, false, false, Duration.ZERO);
        server("a", 1, false);
        server("b", 1, false, Health.DOWN);
        assertThat(presences()).containsExactly("a KEPT", "b OUT", "(sorry) SERVING");
    }

    @Test
    void withoutASorryServerThoseThatAreLeftServeOn() {
        availability = new Pool.Availability(2, 0, null, false, false, false, Duration.ZERO);
        server("a", 1, false);
        server("b", 1, false, Health.DOWN);
        assertThat(presences()).containsExactly("a SERVING", "b OUT");
        assertThat(lineup().quorum()).isEqualTo(new Quorum(Quorum.State.LOST, 1));
    }

    @Test
    void noQuorumIsLostBeforeTheFirstResults() {
        availability = new Pool.Availability(2, 0, sorry(false), false, false, false, Duration.ZERO);
        server("a", 1, false);
        server("b", 1, false, Health.UNKNOWN);
        assertThat(presences()).containsExactly("a SERVING", "b LEAVING", "(sorry) LEAVING");
        assertThat(lineup().quorum()).isEqualTo(new Quorum(Quorum.State.UNKNOWN, 1));
        is("b", Health.DOWN);
        assertThat(lineup().quorum()).isEqualTo(new Quorum(Quorum.State.LOST, 1));
    }

    @Test
    void theQuorumCountsConfiguredOrTemporaryWeightsOfThoseThatServe() {
        slowStart = Duration.ofSeconds(10);
        server("a", 3, false);
        health.put(ref("a"), new RealHealth(Health.UP, Instant.EPOCH, true, nowNanos, address("a"), List.of()));
        server("b", 3, false);
        server("standby", 9, true);
        admin.put(ref("b"), AdminTable.Entry.NOTHING.withWeight(40_000, NOTE));
        assertThat(lineup().quorum().weight()).isEqualTo(40_003);
    }

    @Test
    void theHeaviestServerGrowsToItsWeightAndNotBeyondAnInt() {
        slowStart = Duration.ofSeconds(604_800);
        server("a", 65_535, false);
        health.put(ref("a"), new RealHealth(Health.UP, Instant.EPOCH, true, nowNanos, address("a"), List.of()));
        nowNanos += Duration.ofSeconds(302_400).toNanos();
        assertThat(eligible()).containsExactly("a 524280");
    }

    @Test
    void anAdvisorScalesWhatTheFileSaysAndNothingElse() {
        server("a", 100, false);
        server("b", 100, false);
        server("temporary", 100, false);
        server("unmentioned", 100, false);
        server("weightless", 0, false);
        server("down", 100, false, Health.DOWN);
        server("light", 1, false);
        admin.put(ref("temporary"), AdminTable.Entry.NOTHING.withWeight(7, NOTE));
        advice = Map.of("a", 50, "b", 250, "temporary", 10, "weightless", 100, "down", 100, "light", 1);
        assertThat(eligible()).containsExactly("a 800", "b 4000", "temporary 112", "unmentioned 1600", "light 1");
        assertThat(lineup().quorum().weight()).isEqualTo(308);
    }

    @Test
    void nothingIsMadeAnewWhileNothingChanges() {
        server("a", 1, false);
        server("b", 1, false);
        Lineup before = lineup();
        assertThat(lineup()).isSameAs(before);
        is("b", Health.DOWN);
        Lineup after = lineup();
        assertThat(after).isNotSameAs(before);
        assertThat(after.reals().get(0)).isSameAs(before.reals().get(0));
    }

    private static Pool.Sorry sorry(boolean inhibit) {
        return new Pool.Sorry(Addresses.parse("10.0.0.99:80"), Forwarding.NAT, inhibit);
    }

    private List<String> presences() {
        return specs().stream().map(r -> r.server().real() + " " + r.presence()).toList();
    }

    private void is(String name, Health now) {
        health.put(ref(name), new RealHealth(now, Instant.EPOCH, false, 0, address(name), List.of()));
    }

    private void later(int millis) {
        nowNanos += Duration.ofMillis(millis).toNanos();
    }

    private void server(String name, int weight, boolean backup) {
        server(name, weight, backup, Health.UP);
    }

    private void server(String name, int weight, boolean backup, Health is) {
        reals.add(new RealServer(name, address(name), weight, 0, backup, address(name)));
        if (is != null) {
            is(name, is);
        }
    }

    private static InetSocketAddress address(String name) {
        return Addresses.parse("10.0.0.1:" + (1000 + Math.floorMod(name.hashCode(), 1000)));
    }

    private static RealServerRef ref(String name) {
        return new RealServerRef("web", name);
    }

    private List<String> eligible() {
        return specs().stream()
                .filter(Spec.Real::eligible)
                .map(r -> r.server().real() + " " + r.weight())
                .toList();
    }

    private List<String> numbers() {
        return specs().stream().map(r -> r.server().real() + " " + r.id()).toList();
    }

    private List<Spec.Real> specs() {
        return lineup().reals();
    }

    private Lineup lineup() {
        Pool pool = new Pool(
                "web", "rr", "", reals, checks, 3, slowStart, new Pool.Timeouts(ANY, ANY, ANY), availability, null);
        return lineups.of(List.of(pool), admin, health, name -> advice, nowNanos)
                .get("web");
    }
}
