package dev.solera.core.internal.model;

import dev.solera.api.Network;
import dev.solera.api.VrrpInstance.Track;
import dev.solera.api.VrrpInstance.Track.Effect;
import dev.solera.api.VrrpInstance.Track.Kind;
import dev.solera.core.internal.files.FileId;
import dev.solera.spi.Keys;
import dev.solera.spi.Keys.BadKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code track.<kind>.<name> = fault | yield | weight n [reverse]} and the keys below each.
 *
 * <p>A name may hold dots: what ends in a key that tracks of the kind have is that key, everything else is a track.
 */
final class TrackReader {
    /** Keys of each kind, below its {@code track.<kind>.<name>}. */
    static final Map<Kind, List<String>> BELOW = Map.of(
            Kind.INTERFACE, List.of("delay.ms"),
            Kind.ROUTE, List.of("prefix", "device", "table", "delay.ms"),
            Kind.SCRIPT, List.of("command", "interval.ms", "timeout.ms", "rise", "fall", "user", "delay.ms"),
            Kind.FILE, List.of("path", "delay.ms"),
            Kind.PROCESS, List.of("command", "quorum", "delay.ms"),
            Kind.POOL, List.of("quorum", "hysteresis", "delay.ms"),
            Kind.VIRTUALSERVER, List.of("delay.ms"));

    private static final Pattern EFFECT = Pattern.compile("(fault|yield|weight\\s+(-?[0-9]{1,3}))(\\s+reverse)?");
    private static final String FORM =
            "fault, yield or weight -253..253 (not 0), with reverse behind it if it counts the other way round";
    private static final int MOST_WEIGHT = 253;
    private static final int MOST_MS = 86_400_000;

    private final Keys keys;
    private final boolean v6;

    /**
     * Makes a reader of one file.
     *
     * @param v6 family of the virtual router
     */
    TrackReader(Keys keys, boolean v6) {
        this.keys = keys;
        this.v6 = v6;
    }

    List<TrackSettings> read() {
        Map<String, Map<String, String>> below = new LinkedHashMap<>();
        Map<String, String> declared = new LinkedHashMap<>();
        keys.group("track").forEach((rest, value) -> {
            String key = "track." + rest;
            Kind kind = kind(key, rest, value);
            String own = below(kind).stream()
                    .filter(k -> rest.endsWith("." + k)
                            && rest.length() > prefix(kind).length() + k.length() + 1)
                    .max((a, b) -> a.length() - b.length())
                    .orElse(null);
            if (own == null) {
                declared.put(rest, value);
            } else {
                below.computeIfAbsent(rest.substring(0, rest.length() - own.length() - 1), r -> new LinkedHashMap<>())
                        .put(own, value);
            }
        });
        below.forEach((rest, values) -> {
            if (!declared.containsKey(rest)) {
                Map.Entry<String, String> first = values.entrySet().iterator().next();
                throw new BadKey(
                        "track." + rest + "." + first.getKey(), first.getValue(), "track." + rest + " beside it");
            }
        });
        declared.forEach((rest, value) -> refuseMisspelt(rest, value, declared));
        List<TrackSettings> tracks = new ArrayList<>();
        declared.forEach((rest, value) -> tracks.add(track(rest, value, below.getOrDefault(rest, Map.of()))));
        return tracks;
    }

    /** What stands below a track, is none of its keys and does not look like a track is a key misspelt. */
    private static void refuseMisspelt(String rest, String value, Map<String, String> declared) {
        if (!EFFECT.matcher(value).matches() && declared.keySet().stream().anyMatch(t -> rest.startsWith(t + "."))) {
            String key = "track." + rest;
            Kind kind = kind(key, rest, value);
            throw new BadKey(key, value, "a key of track." + word(kind) + ": " + String.join(", ", below(kind)));
        }
    }

    private static List<String> below(Kind kind) {
        return BELOW.getOrDefault(kind, List.of());
    }

    private static String prefix(Kind kind) {
        return word(kind) + ".";
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Kind kind(String key, String rest, String value) {
        for (Kind kind : Kind.values()) {
            if (rest.startsWith(prefix(kind)) && rest.length() > prefix(kind).length()) {
                return kind;
            }
        }
        throw new BadKey(
                key,
                value,
                "track.<kind>.<name> with a kind of "
                        + String.join(
                                ", ",
                                BELOW.keySet().stream()
                                        .map(TrackReader::word)
                                        .sorted()
                                        .toList()));
    }

    private TrackSettings track(String rest, String value, Map<String, String> values) {
        String key = "track." + rest;
        Kind kind = kind(key, rest, value);
        String name = rest.substring(prefix(kind).length());
        if (!FileId.NAME.matcher(name).matches()) {
            throw new BadKey(key, value, "a name of letters, digits, _ . - in the key");
        }
        Matcher m = EFFECT.matcher(value);
        if (!m.matches()) {
            throw new BadKey(key, value, FORM);
        }
        boolean weighs = m.group(2) != null;
        int weight = weighs ? Integer.parseInt(m.group(2)) : 0;
        if (weighs && (weight == 0 || Math.abs(weight) > MOST_WEIGHT)) {
            throw new BadKey(key, value, FORM);
        }
        boolean reverse = m.group(3) != null;
        Effect effect = weighs ? Effect.WEIGHT : Effect.valueOf(m.group(1).toUpperCase(Locale.ROOT));
        List<String> arguments = new ArrayList<>();
        values.forEach((k, v) -> arguments.add(k + "=" + v));
        if (reverse) {
            arguments.add("reverse=true");
        }
        Keys own = new Keys(values);
        try {
            return new TrackSettings(
                    new Track(
                            kind,
                            name,
                            effect,
                            weight,
                            arguments.stream().sorted().toList()),
                    reverse,
                    Duration.ofMillis(own.number("delay.ms", 0, MOST_MS, 0)),
                    what(kind, name, own));
        } catch (BadKey e) {
            throw new BadKey(key + "." + e.key(), e.value(), e.expected());
        }
    }

    private TrackSettings.What what(Kind kind, String name, Keys own) {
        return switch (kind) {
            case INTERFACE -> new TrackSettings.Link(name);
            case ROUTE -> route(own);
            case SCRIPT -> script(own);
            case FILE -> new TrackSettings.NumberFile(absolute("path", own.text("path"), "the full path of a file"));
            case PROCESS -> process(own);
            case POOL -> pool(name, own);
            case VIRTUALSERVER -> new TrackSettings.Serving(name);
        };
    }

    private TrackSettings.KernelRoute route(Keys own) {
        String prefix = own.text("prefix");
        if (prefix == null) {
            throw new BadKey("prefix", null, "a network such as 198.51.100.0/24, or default");
        }
        Network network = RouteReader.network("prefix", prefix, prefix, v6);
        String device = own.text("device");
        String table = own.text("table");
        return new TrackSettings.KernelRoute(
                network.address(),
                network.prefix(),
                device == null
                        ? null
                        : VipReader.matching("device", device, device, "an interface of 1..15 characters"),
                table == null ? RouteReader.MAIN_TABLE : RouteReader.table("table", table, table));
    }

    private static TrackSettings.Script script(Keys own) {
        String expected = "the full path of a program, then its arguments, set apart by blanks";
        String command = absolute("command", own.text("command"), expected);
        int interval = own.number("interval.ms", 10, MOST_MS, 1_000);
        String user = own.text("user");
        if (user != null && (!user.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}") || user.equals("root"))) {
            throw new BadKey("user", user, "the name of a user without privileges");
        }
        return new TrackSettings.Script(
                List.of(command.split("\\s+")),
                Duration.ofMillis(interval),
                Duration.ofMillis(own.number("timeout.ms", 10, MOST_MS, interval)),
                own.number("rise", 1, 1_000, 1),
                own.number("fall", 1, 1_000, 1),
                user);
    }

    private static TrackSettings.Processes process(Keys own) {
        String command = own.text("command");
        if (command == null || !command.matches("\\S+")) {
            throw new BadKey("command", command, "the name of a program, or its full path");
        }
        return new TrackSettings.Processes(command, own.number("quorum", 1, 100_000, 1));
    }

    private static TrackSettings.PoolWeight pool(String name, Keys own) {
        int quorum = own.number("quorum", 1, 1_000_000, 1);
        return new TrackSettings.PoolWeight(name, quorum, own.number("hysteresis", 0, quorum - 1, 0));
    }

    private static String absolute(String key, @Nullable String value, String expected) {
        if (value == null || !value.startsWith("/")) {
            throw new BadKey(key, value, expected);
        }
        return value;
    }
}
