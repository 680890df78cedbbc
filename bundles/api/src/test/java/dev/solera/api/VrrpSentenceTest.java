package dev.solera.api;

import static dev.solera.api.VrrpState.BACKUP;
import static dev.solera.api.VrrpState.FAULT;
import static dev.solera.api.VrrpState.INIT;
import static dev.solera.api.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.VrrpInstance.Track;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sentence for each situation, as an operator reads it. */
class VrrpSentenceTest {
    private static final Instant SINCE = Instant.parse("2025-01-02T11:00:00.250Z");

    static Stream<Arguments> situations() {
        return Stream.of(
                // Somebody else is entitled.
                says(
                        router(BACKUP, "started").hears("192.0.2.3", 150),
                        "BACKUP because 192.0.2.3 advertises priority 150, above our 100"),
                says(
                        router(BACKUP, "started")
                                .of(150)
                                .fails("pool web", -50, "quorum lost: 0 of 1")
                                .hears("192.0.2.3", 150),
                        "BACKUP because 192.0.2.3 advertises priority 150, above our 100"
                                + " (configured 150, pool web -50: quorum lost: 0 of 1)"),
                says(
                        router(BACKUP, "started").of(90).well("script http", 10).hears("2001:db8::3", 150),
                        "BACKUP because 2001:db8::3 advertises priority 150, above our 100 (configured 90, script http +10)"),
                says(
                        router(BACKUP, "started").well("interface eth1", 0).hears("192.0.2.3", 150),
                        "BACKUP because 192.0.2.3 advertises priority 150, above our 100"),
                says(
                        router(BACKUP, "started")
                                .of(30)
                                .fails("script http", -50, "exit 1")
                                .hears("192.0.2.3", 150),
                        "BACKUP because 192.0.2.3 advertises priority 150, above our 1"
                                + " (configured 30, script http -50: exit 1, the least is 1)"),
                says(
                        router(BACKUP, "started")
                                .of(250)
                                .well("script http", 20)
                                .hears("192.0.2.3", 255),
                        "BACKUP because 192.0.2.3 advertises priority 255, above our 254"
                                + " (configured 250, script http +20, the most is 254)"),
                says(
                        router(BACKUP, "proxy event loop 0 stuck").yields().hears("192.0.2.3", 90),
                        "BACKUP because 192.0.2.3 advertises priority 90, above our 1"
                                + " (configured 100, it yields: proxy event loop 0 stuck)"),
                says(
                        router(BACKUP, "started")
                                .after("started")
                                .tracks(Track.Kind.POOL, "web", Track.Effect.YIELD)
                                .fails("pool web", 0, "quorum lost: 0 of 1")
                                .yields()
                                .hears("192.0.2.3", 90),
                        "BACKUP because 192.0.2.3 advertises priority 90, above our 1"
                                + " (configured 100, it yields: pool web: quorum lost: 0 of 1)"),
                says(
                        router(BACKUP, "started").hears("192.0.2.3", 100),
                        "BACKUP because 192.0.2.3 is MASTER with our own priority 100"),
                // We are entitled and hold back.
                says(
                        router(BACKUP, "started").of(150).noPreempt().hears("192.0.2.3", 100),
                        "BACKUP although our 150 is above 192.0.2.3's 100: preempt = false"),
                says(
                        router(BACKUP, "started").of(150).preemptDelay(60).hears("192.0.2.3", 100),
                        "BACKUP although our 150 is above 192.0.2.3's 100: leaves it alone for preempt.delay.ms = 60000"),
                says(
                        router(BACKUP, "started")
                                .of(150)
                                .hears("192.0.2.3", 100)
                                .down(2149),
                        "BACKUP although our 150 is above 192.0.2.3's 100, we take over in 2.1 s"),
                says(
                        router(BACKUP, "started")
                                .noPreempt()
                                .hears("192.0.2.3", 0)
                                .down(609),
                        "BACKUP: 192.0.2.3 gives up its place, we take over in 0.61 s"),
                says(router(BACKUP, "started").down(3609), "BACKUP: hears no MASTER, we take over in 3.6 s"),
                says(router(BACKUP, "started").down(-1), "BACKUP: hears no MASTER, we take over in 0 s"),
                says(
                        router(BACKUP, "recovered from: eth0 has no carrier"),
                        "BACKUP: hears no MASTER: recovered from: eth0 has no carrier"),
                // We have it.
                says(
                        router(MASTER, "no advert came for 3.6 s"),
                        "MASTER since 2025-01-02T11:00:00Z: no advert came for 3.6 s"),
                says(
                        router(MASTER, "proxy event loop 0 stuck")
                                .yield(VrrpYield.LISTENING)
                                .down(3609),
                        "MASTER, but it yields (proxy event loop 0 stuck): waits 3.6 s for somebody to take over"),
                says(
                        router(MASTER, "proxy event loop 0 stuck").yield(VrrpYield.ALONE),
                        "MASTER at priority 1: it yields (proxy event loop 0 stuck) and nobody takes over"),
                says(
                        router(MASTER, "no advert in time")
                                .after("no advert in time")
                                .tracks(Track.Kind.POOL, "web", Track.Effect.YIELD)
                                .tracks(Track.Kind.SCRIPT, "http", Track.Effect.WEIGHT)
                                .fails("pool web", 0, "quorum lost: 0 of 1")
                                .fails("script http", 0, "exit 1")
                                .yield(VrrpYield.ALONE),
                        "MASTER at priority 1: it yields (pool web: quorum lost: 0 of 1) and nobody takes over"),
                says(
                        router(MASTER, "no advert in time")
                                .after("no advert in time")
                                .yield(VrrpYield.ALONE),
                        "MASTER at priority 1: it yields (this node cannot serve) and nobody takes over"),
                // We cannot, or not yet.
                says(router(FAULT, "eth0 has no carrier"), "FAULT: eth0 has no carrier"),
                says(router(INIT, "").startupDelay(30), "INIT: waits startup.delay.ms = 30000 after the start"),
                says(router(INIT, "stopped"), "INIT: stopped"),
                says(router(INIT, ""), "INIT: not started"));
    }

    @ParameterizedTest
    @MethodSource("situations")
    void itSaysWhy(Router router, String sentence) {
        assertThat(VrrpSentence.of(router.status("front", null), List.of())).isEqualTo(sentence);
    }

    static Stream<Arguments> groups() {
        return Stream.of(
                says(
                        router(FAULT, "eth1 has no carrier"),
                        "BACKUP although it hears no MASTER: sync group edge holds it, back is FAULT: eth1 has no carrier"),
                says(
                        router(BACKUP, "started").hears("198.51.100.3", 150),
                        "BACKUP although it hears no MASTER: sync group edge holds it, back is BACKUP behind 198.51.100.3"),
                says(
                        router(BACKUP, "started").noPreempt().hears("198.51.100.3", 50),
                        "BACKUP although it hears no MASTER: sync group edge holds it, back is BACKUP behind 198.51.100.3"),
                says(router(INIT, ""), "BACKUP although it hears no MASTER: sync group edge holds it, back is INIT"),
                says(router(MASTER, "no advert in time"), "BACKUP: hears no MASTER, we take over in 2 s"),
                says(
                        router(BACKUP, "started").hears("198.51.100.3", 50),
                        "BACKUP: hears no MASTER, we take over in 2 s"));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void anotherOfItsSyncGroupMayHoldIt(Router other, String sentence) {
        VrrpStatus front = router(BACKUP, "started").down(2000).status("front", "edge");

        assertThat(VrrpSentence.of(front, List.of(other.status("back", "edge"), front)))
                .isEqualTo(sentence);
        assertThat(VrrpSentence.of(front, List.of(other.status("back", "inner"), front)))
                .isEqualTo("BACKUP: hears no MASTER, we take over in 2 s");
    }

    @Test
    void aSyncGroupAlsoHoldsItBackFromALowerMaster() {
        VrrpStatus front =
                router(BACKUP, "started").of(150).hears("192.0.2.3", 100).status("front", "edge");
        VrrpStatus back = router(FAULT, "eth1 has no carrier").status("back", "edge");

        assertThat(VrrpSentence.of(front, List.of(back, front)))
                .isEqualTo("BACKUP although our 150 is above 192.0.2.3's 100: sync group edge holds it, back is FAULT:"
                        + " eth1 has no carrier");
    }

    @Test
    void aSyncGroupAlsoHoldsItBackFromAPlaceGivenUp() {
        VrrpStatus front =
                router(BACKUP, "started").hears("192.0.2.3", 0).down(600).status("front", "edge");
        VrrpStatus back = router(FAULT, "eth1 has no carrier").status("back", "edge");

        assertThat(VrrpSentence.of(front, List.of(back, front)))
                .isEqualTo("BACKUP although 192.0.2.3 gives up its place: sync group edge holds it, back is FAULT:"
                        + " eth1 has no carrier");
    }

    @Test
    void withoutAnEngineThereIsNothingElseToSay() {
        VrrpStatus some = router(INIT, "").status("front", null);
        VrrpStatus none = new VrrpStatus(some.instance(), null, 100, some.parts(), null);

        assertThat(VrrpSentence.of(none, List.of())).isEqualTo("INIT: no VRRP engine runs here");
    }

    private static Arguments says(Router router, String sentence) {
        return Arguments.of(router, sentence);
    }

    private static Router router(VrrpState state, String why) {
        return new Router(state, why);
    }

    /** A virtual router in the making, of priority 100 unless said otherwise. */
    private static final class Router {
        private final VrrpState state;
        private final String why;
        private final List<VrrpStatus.Part> parts =
                new ArrayList<>(List.of(new VrrpStatus.Part("configured", 100, "", false)));
        private final List<Track> tracks = new ArrayList<>();
        private final List<VrrpTransition> transitions = new ArrayList<>();
        private boolean preempt = true;
        private boolean yielding;
        private Duration preemptDelay = Duration.ZERO;
        private Duration startupDelay = Duration.ZERO;
        private VrrpYield yield = VrrpYield.NONE;
        private VrrpReport.@Nullable Master master;
        private @Nullable Duration down;

        Router(VrrpState state, String why) {
            this.state = state;
            this.why = why;
        }

        Router of(int priority) {
            parts.set(0, new VrrpStatus.Part("configured", priority, "", false));
            return this;
        }

        Router fails(String from, int change, String because) {
            parts.add(new VrrpStatus.Part(from, change, because, true));
            return this;
        }

        Router well(String from, int change) {
            parts.add(new VrrpStatus.Part(from, change, "well", false));
            return this;
        }

        Router hears(String address, int priority) {
            master = new VrrpReport.Master(Addresses.parseIp(address), priority, SINCE);
            return this;
        }

        Router noPreempt() {
            preempt = false;
            return this;
        }

        Router preemptDelay(int seconds) {
            preemptDelay = Duration.ofSeconds(seconds);
            return this;
        }

        Router startupDelay(int seconds) {
            startupDelay = Duration.ofSeconds(seconds);
            return this;
        }

        Router down(long millis) {
            down = Duration.ofMillis(millis);
            return this;
        }

        Router yields() {
            yielding = true;
            return this;
        }

        Router yield(VrrpYield phase) {
            yield = phase;
            return yields();
        }

        Router after(String because) {
            transitions.add(new VrrpTransition(SINCE, BACKUP, MASTER, because));
            return this;
        }

        Router tracks(Track.Kind kind, String name, Track.Effect effect) {
            tracks.add(new Track(kind, name, effect, 0, List.of()));
            return this;
        }

        VrrpStatus status(String name, @Nullable String syncGroup) {
            int sum = parts.stream().mapToInt(VrrpStatus.Part::change).sum();
            int demanded = Math.max(1, Math.min(254, sum));
            VrrpReport report = new VrrpReport(
                    name,
                    state,
                    yield,
                    SINCE,
                    why,
                    yielding ? 1 : demanded,
                    master,
                    Duration.ofSeconds(1),
                    down,
                    null,
                    List.of(),
                    List.of(),
                    transitions,
                    new TreeMap<>());
            return new VrrpStatus(instance(name), syncGroup, demanded, parts, report);
        }

        private VrrpInstance instance(String name) {
            return new VrrpInstance(
                    name,
                    "eth0",
                    51,
                    3,
                    parts.get(0).change(),
                    Duration.ofSeconds(1),
                    List.of(new Vip("web", Addresses.parseIp("192.0.2.10"), 24, null, null, 0, true)),
                    preempt,
                    preemptDelay,
                    startupDelay,
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
                    new VrrpInstance.Announce(5, Duration.ZERO, Duration.ZERO, 1, 0, Duration.ZERO, Duration.ZERO),
                    List.of(),
                    List.of(),
                    tracks);
        }
    }
}
