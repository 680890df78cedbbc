package dev.solera.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.VrrpInstance;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeChecker;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.core.internal.files.FileSet;
import dev.solera.spi.Keys;
import dev.solera.testkit.Manual;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/configuration.md} and what the files in {@code etc} say of themselves, held to the readers. */
class DocumentedKeysTest {
    private static final Pattern RANGE = Pattern.compile("([0-9]+)–([0-9]+)");
    private static final Pattern PROPOSED = Pattern.compile("(?m)^#([a-z0-9.]+) = (.*)$");

    /** A table of the page, and the reader of what is in it. */
    private enum Table {
        APPLIANCE("`solera.appliance.cfg`", Map.of(), ApplianceSettings::read),
        IPVS("`solera.ipvs.cfg`", Map.of(), keys -> {
            IpvsSettings.check(keys);
            return "";
        }),
        PROXY("`solera.proxy.cfg`", Map.of(), keys -> {
            ProxySettings.check(keys);
            return "";
        }),
        VIRTUAL_SERVER(
                "`solera.virtualserver-<name>.cfg`",
                Map.of(
                        "pool",
                        "web",
                        "listen",
                        "127.0.0.1:80",
                        "listen.<name>",
                        "127.0.0.1:81",
                        "fwmark.<name>",
                        "7",
                        "proxy.from.<name>",
                        "192.0.2.0/24",
                        "sni.<pool>",
                        "a.example"),
                keys -> new VirtualServerReader(keys, Map.of(), Map.of()).read("shop")),
        TLS(
                "`solera.tls-<name>.cfg`",
                Map.of("cert.<name>", "certs/site.pem", "client.ca", "certs/ca.pem"),
                keys -> TlsReader.read("site", keys)),
        VRRP(
                "`solera.vrrp-<name>.cfg`",
                Map.of(
                        "interface",
                        "eth0",
                        "vrid",
                        "51",
                        "vip.<name>",
                        "192.0.2.10/24",
                        "vip.extra.<name>",
                        "192.0.2.11/24",
                        "auth.hmac.key.<id>",
                        "0123456789abcdef0123456789abcdef",
                        "unicast.peer.<name>",
                        "192.0.2.2",
                        "route.<name>",
                        "default",
                        "rule.<name>",
                        "from=default table=100 priority=1",
                        "track.<kind>.<name>",
                        "fault"),
                keys -> new VrrpReader(keys, name -> "").read("front")),
        SYNC_GROUP(
                "`solera.syncgroup-<name>.cfg`",
                Map.of("member.<n>", "front"),
                keys -> SyncGroupReader.read("all", keys)),
        POOL(
                "`solera.pool-<name>.cfg`",
                Map.of("real.<name>", "127.0.0.1:80", "check.<name>", "http"),
                keys -> new PoolReader(keys, plugins(), Tolerated.NONE, FileSet.EMPTY).read("web")),
        ADVISOR("Weights by advice", Map.of(), PoolReader.AdvicePace::read),
        CHECK("Checks", Map.of(), PoolReader.Pace::read);

        final String heading;
        final Map<String, String> least;
        final Function<Keys, Object> reader;

        Table(String heading, Map<String, String> least, Function<Keys, Object> reader) {
            this.heading = heading;
            this.least = least;
            this.reader = reader;
        }

        List<Manual.Row> rows() {
            return Manual.page("configuration.md").rows(heading);
        }

        /** Reads what is needed at least, and {@code key} when it is not null. */
        Object read(String key, String value) {
            Map<String, String> values = new LinkedHashMap<>();
            // What "check" says is said instead of what "check.<name>" says.
            least.forEach((k, v) -> {
                if (key == null || !k.startsWith(key + ".")) {
                    values.put(concrete(k), v);
                }
            });
            if (key != null) {
                values.put(concrete(key), value);
            }
            return reader.apply(new Keys(values));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyIsInTheManualAndNoOther(Table table) {
        Map<String, String> values = new LinkedHashMap<>();
        table.least.forEach((key, value) -> values.put(concrete(key), value));
        Keys keys = new Keys(values);
        table.reader.apply(keys);
        Set<String> known = keys.known().stream()
                .map(DocumentedKeysTest::documented)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(table.rows()).extracting(row -> row.code(0).get(0)).containsExactlyInAnyOrderElementsOf(known);
    }

    @ParameterizedTest
    @EnumSource
    void everyDefaultIsWhatHoldsWithoutTheKey(Table table) {
        for (Manual.Row row : table.rows()) {
            String key = row.code(0).get(0);
            // The default of "check" is no check, which the least that is needed for the other keys has.
            if (row.cell(1).startsWith("`") && !table.least.containsKey(key + ".<name>")) {
                assertThat(table.read(key, row.code(1).get(0))).as("%s", row).isEqualTo(table.read(null, null));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRangeEndsWhereItSays(Table table) {
        for (Manual.Row row : table.rows()) {
            String key = row.code(0).get(0);
            Matcher range = RANGE.matcher(row.cell(2));
            if (range.matches()) {
                long least = Long.parseLong(range.group(1));
                long most = Long.parseLong(range.group(2));
                table.read(key, "" + least);
                table.read(key, "" + most);
                refuses(table, key, "" + (least - 1));
                refuses(table, key, "" + (most + 1));
            }
            if (row.cell(2).startsWith("`") && !row.cell(2).contains(" or ")) {
                row.code(2).forEach(word -> table.read(key, word));
                assertThatThrownBy(() -> table.read(key, "nonsense"))
                        .isInstanceOfSatisfying(Keys.BadKey.class, bad -> assertThat(
                                        bad.expected().split(", "))
                                .containsExactlyInAnyOrderElementsOf(row.code(2)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"solera.appliance.cfg", "solera.ipvs.cfg", "solera.proxy.cfg"})
    void whatAFileProposesIsItsDefault(String file) throws IOException {
        Table table = file.contains("proxy") ? Table.PROXY : file.contains("ipvs") ? Table.IPVS : Table.APPLIANCE;
        String text = Files.readString(Path.of(System.getProperty("solera.docs"), "../etc", file));
        Map<String, String> proposed = PROPOSED.matcher(text)
                .results()
                .collect(Collectors.toMap((MatchResult m) -> m.group(1), m -> m.group(2)));
        for (Manual.Row row : table.rows()) {
            if (!row.code(1).isEmpty()) {
                assertThat(proposed)
                        .containsEntry(row.code(0).get(0), row.code(1).get(0));
            }
        }
        assertThat(table.rows()).extracting(row -> row.code(0).get(0)).containsAll(proposed.keySet());
    }

    private static String concrete(String key) {
        return key.replace("<kind>.<name>", "interface.x")
                .replace("vip.extra.<name>", "vip.extra.y")
                .replace("<name>", "x")
                .replace("<pool>", "x")
                .replaceFirst("<(id|n)>", "1");
    }

    private static String documented(String key) {
        return key.replace("track.interface.x", "track.<kind>.<name>")
                .replace("vip.extra.y", "vip.extra.<name>")
                .replaceFirst(
                        "^(real|listen|cert|fwmark|check|vip|unicast\\.peer|route|rule|proxy\\.from)\\.x$", "$1.<name>")
                .replaceFirst("^sni\\.x$", "sni.<pool>")
                .replaceFirst("^auth\\.hmac\\.key\\.1$", "auth.hmac.key.<id>")
                .replaceFirst("^member\\.1$", "member.<n>");
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyOfATrackIsInTheManual(VrrpInstance.Track.Kind kind) {
        List<Manual.Row> rows = Manual.page("configuration.md").rows("Keys of tracks");
        Map<String, String> meant = rows.stream()
                .filter(row -> row.cell(3).startsWith("every kind:")
                        || Pattern.compile("(^|\\. )" + kind.name().toLowerCase(Locale.ROOT) + ":")
                                .matcher(row.cell(3))
                                .find())
                .collect(Collectors.toMap(row -> row.code(0).get(0), row -> row.cell(1)));
        assertThat(meant.keySet()).containsExactlyInAnyOrderElementsOf(TrackReader.BELOW.get(kind));
        Map<String, String> least = new LinkedHashMap<>();
        String track = "track." + kind.name().toLowerCase(Locale.ROOT) + ".x";
        least.put(track, "fault");
        Map.of("prefix", "default", "command", "/bin/true", "path", "/run/x").forEach((key, value) -> {
            if (meant.containsKey(key)) {
                least.put(track + "." + key, value);
            }
        });
        TrackSettings without = new TrackReader(new Keys(least), false).read().get(0);
        meant.forEach((key, value) -> {
            if (value.startsWith("`")) {
                Map<String, String> said = new LinkedHashMap<>(least);
                said.put(track + "." + key, value.replace("`", ""));
                TrackSettings with =
                        new TrackReader(new Keys(said), false).read().get(0);
                assertThat(with.what()).as(key).isEqualTo(without.what());
                assertThat(with.delay()).as(key).isEqualTo(without.delay());
            }
        });
    }

    private static void refuses(Table table, String key, String value) {
        assertThatThrownBy(() -> table.read(key, value))
                .as("%s = %s", key, value)
                .isInstanceOf(Keys.BadKey.class);
    }

    private static PluginTable plugins() {
        PluginTable plugins = new PluginTable();
        plugins.add(FakeScheduler.inTurn("roundrobin"), "test");
        plugins.add(new FakeChecker("http"), "test");
        return plugins;
    }
}
