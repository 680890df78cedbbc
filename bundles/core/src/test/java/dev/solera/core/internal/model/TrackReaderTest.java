package dev.solera.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.Addresses;
import dev.solera.api.VrrpInstance.Track;
import dev.solera.api.VrrpInstance.Track.Effect;
import dev.solera.api.VrrpInstance.Track.Kind;
import dev.solera.spi.Keys;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackReaderTest {
    @Test
    void eachKindHasItsKeys() {
        assertThat(read(
                        "track.interface.eth1", "fault",
                        "track.route.out", "weight -20",
                        "track.route.out.prefix", "default",
                        "track.route.out.device", "eth1",
                        "track.script.http", "weight 10 reverse",
                        "track.script.http.command", "/usr/bin/check -v  now",
                        "track.script.http.fall", "3",
                        "track.script.http.interval.ms", "500",
                        "track.file.load", "weight 2",
                        "track.file.load.path", "/run/load",
                        "track.process.bird", "yield",
                        "track.process.bird.command", "bird",
                        "track.process.bird.quorum", "2",
                        "track.pool.web", "weight -50",
                        "track.pool.web.quorum", "4",
                        "track.pool.web.hysteresis", "1",
                        "track.pool.web.delay.ms", "3000",
                        "track.virtualserver.shop", "fault"))
                .containsExactly(
                        new TrackSettings(
                                new Track(Kind.INTERFACE, "eth1", Effect.FAULT, 0, List.of()),
                                false,
                                Duration.ZERO,
                                new TrackSettings.Link("eth1")),
                        new TrackSettings(
                                new Track(
                                        Kind.ROUTE,
                                        "out",
                                        Effect.WEIGHT,
                                        -20,
                                        List.of("device=eth1", "prefix=default")),
                                false,
                                Duration.ZERO,
                                new TrackSettings.KernelRoute(Addresses.parseIp("0.0.0.0"), 0, "eth1", 254)),
                        new TrackSettings(
                                new Track(
                                        Kind.SCRIPT,
                                        "http",
                                        Effect.WEIGHT,
                                        10,
                                        List.of(
                                                "command=/usr/bin/check -v  now",
                                                "fall=3",
                                                "interval.ms=500",
                                                "reverse=true")),
                                true,
                                Duration.ZERO,
                                new TrackSettings.Script(
                                        List.of("/usr/bin/check", "-v", "now"),
                                        Duration.ofMillis(500),
                                        Duration.ofMillis(500),
                                        1,
                                        3,
                                        null)),
                        new TrackSettings(
                                new Track(Kind.FILE, "load", Effect.WEIGHT, 2, List.of("path=/run/load")),
                                false,
                                Duration.ZERO,
                                new TrackSettings.NumberFile("/run/load")),
                        new TrackSettings(
                                new Track(Kind.PROCESS, "bird", Effect.YIELD, 0, List.of("command=bird", "quorum=2")),
                                false,
                                Duration.ZERO,
                                new TrackSettings.Processes("bird", 2)),
                        new TrackSettings(
                                new Track(
                                        Kind.POOL,
                                        "web",
                                        Effect.WEIGHT,
                                        -50,
                                        List.of("delay.ms=3000", "hysteresis=1", "quorum=4")),
                                false,
                                Duration.ofSeconds(3),
                                new TrackSettings.PoolWeight("web", 4, 1)),
                        new TrackSettings(
                                new Track(Kind.VIRTUALSERVER, "shop", Effect.FAULT, 0, List.of()),
                                false,
                                Duration.ZERO,
                                new TrackSettings.Serving("shop")));
    }

    @Test
    void namesMayHoldDotsAndTheLongestKeyDecides() {
        assertThat(read(
                        "track.interface.eth0.100", "fault",
                        "track.interface.eth0.100.delay.ms", "500",
                        "track.interface.eth0", "yield"))
                .extracting(track -> track.label() + " " + track.delay().toMillis())
                .containsExactly("interface eth0.100 500", "interface eth0 0");
        assertThat(read("track.pool.web.v2", "yield", "track.pool.web.v2.quorum", "2"))
                .extracting(TrackSettings::what)
                .containsExactly(new TrackSettings.PoolWeight("web.v2", 2, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            track.interface.eth1        | down        | track.interface.eth1: down (expected: fault, yield or weight -253..253 (not 0), with reverse behind it if it counts the other way round)
            track.interface.eth1        | weight 0    | track.interface.eth1: weight 0 (expected: fault, yield or weight -253..253 (not 0), with reverse behind it if it counts the other way round)
            track.interface.eth1        | weight 254  | track.interface.eth1: weight 254 (expected: fault, yield or weight -253..253 (not 0), with reverse behind it if it counts the other way round)
            track.moon.full             | fault       | track.moon.full: fault (expected: track.<kind>.<name> with a kind of file, interface, pool, process, route, script, virtualserver)
            track.pool.web.quorum       | 2           | track.pool.web.quorum: 2 (expected: track.pool.web beside it)
            track.script.http.comand    | /bin/true   | track.script.http.comand: /bin/true (expected: a key of track.script: command, interval.ms, timeout.ms, rise, fall, user, delay.ms)
            track.script.http.command   | bin/true    | track.script.http.command: bin/true (expected: the full path of a program, then its arguments, set apart by blanks)
            track.script.http.rise      | 0           | track.script.http.rise: 0 (expected: 1..1000)
            track.script.http.user      | root        | track.script.http.user: root (expected: the name of a user without privileges)
            track.script.http.delay.ms  | -1          | track.script.http.delay.ms: -1 (expected: 0..86400000)
            """)
    void aWrongValueIsNamedWithWhatWasExpected(String key, String value, String message) {
        assertThatThrownBy(() -> {
                    if (key.startsWith("track.script")) {
                        read("track.script.http", "fault", "track.script.http.command", "/bin/true", key, value);
                    } else {
                        read(key, value);
                    }
                })
                .isInstanceOf(Keys.BadKey.class)
                .hasMessage(message);
    }

    @Test
    void whatIsNeededIsAskedFor() {
        assertThatThrownBy(() -> read("track.script.http", "fault"))
                .hasMessage("track.script.http.command: null (expected: the full path of a program, then its arguments,"
                        + " set apart by blanks)");
        assertThatThrownBy(() -> read("track.file.load", "fault"))
                .hasMessage("track.file.load.path: null (expected: the full path of a file)");
        assertThatThrownBy(() -> read("track.route.out", "fault"))
                .hasMessage("track.route.out.prefix: null (expected: a network such as 198.51.100.0/24, or default)");
        assertThatThrownBy(() -> read("track.pool.web", "yield", "track.pool.web.hysteresis", "1"))
                .hasMessage("track.pool.web.hysteresis: 1 (expected: 0..0)");
    }

    private static List<TrackSettings> read(String... pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new TrackReader(new Keys(values), false).read();
    }
}
