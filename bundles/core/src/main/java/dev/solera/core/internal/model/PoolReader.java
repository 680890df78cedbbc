package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.api.Check;
import dev.solera.api.Outbound;
import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import dev.solera.api.ServerTls;
import dev.solera.core.internal.files.FileId;
import dev.solera.core.internal.files.FileSet;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.Keys;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.WeightAdvisorFactory;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code solera.pool-<name>.cfg}. */
final class PoolReader {
    private static final Pattern SCHEDULER = Pattern.compile("([a-z0-9_-]+)(?:\\(([^()]*)\\))?");
    private static final int MAX_TIMEOUT_MS = 86_400_000;

    private final Keys keys;
    private final Plugins plugins;
    private final Tolerated tolerated;
    private final FileSet set;

    /**
     * Makes a reader of one file.
     *
     * @param tolerated plug-ins that may be missing, because they were accepted before
     * @param set where the files in {@code solera.d} are
     */
    PoolReader(Keys keys, Plugins plugins, Tolerated tolerated, FileSet set) {
        this.keys = keys;
        this.plugins = plugins;
        this.tolerated = tolerated;
        this.set = set;
    }

    Pool read(String name) {
        Matcher scheduler = scheduler(keys.text("scheduler", "roundrobin"));
        String arguments = scheduler.group(2) == null ? "" : scheduler.group(2).strip();
        checkScheduler(scheduler.group(1), arguments);
        ForwardingReader forwardings = ForwardingReader.read(keys);
        List<RealServer> reals = reals(forwardings);
        Pool.Availability availability = AvailabilityReader.read(keys, forwardings);
        forwardings.checkUse();
        return new Pool(
                name,
                scheduler.group(1),
                arguments,
                reals,
                checks(),
                keys.number("retries", 0, 100, 3),
                Duration.ofMillis(keys.number("slowstart.ms", 0, MAX_TIMEOUT_MS, 0)),
                timeouts(),
                availability,
                advisor(),
                outbound());
    }

    private Outbound outbound() {
        Outbound.Header header = keys.word("proxy.header", Outbound.Header.class, Outbound.Header.OFF);
        boolean http2 = keys.flag("server.http2", false);
        if (http2 && header != Outbound.Header.OFF) {
            throw new Keys.BadKey(
                    "server.http2", "true", "proxy.header = off beside it: a connection is of many clients");
        }
        return new Outbound(header, serverTls(), http2);
    }

    private @Nullable ServerTls serverTls() {
        boolean wanted = keys.flag("server.tls", false);
        ServerTls tls = new ServerTls(
                keys.flag("server.tls.verify", true),
                keys.text("server.tls.ca"),
                keys.text("server.tls.sni"),
                keys.text("server.tls.cert"));
        return wanted ? tls : null;
    }

    private Pool.Timeouts timeouts() {
        int connect = keys.number("timeout.connect.ms", 1, MAX_TIMEOUT_MS, 5_000);
        return new Pool.Timeouts(
                Duration.ofMillis(connect),
                Duration.ofMillis(keys.number("timeout.server.ms", 1, MAX_TIMEOUT_MS, 60_000)),
                Duration.ofMillis(keys.number("timeout.queue.ms", 1, MAX_TIMEOUT_MS, connect)));
    }

    private static Matcher scheduler(String value) {
        Matcher m = SCHEDULER.matcher(value);
        if (!m.matches()) {
            throw new Keys.BadKey("scheduler", value, "name or name(arguments)");
        }
        return m;
    }

    private void checkScheduler(String name, String arguments) {
        SchedulerFactory factory = plugins.scheduler(name);
        String value = arguments.isEmpty() ? name : name + "(" + arguments + ")";
        boolean kernel = SchedulerNames.KERNEL.contains(name);
        if (factory == null && !kernel) {
            if (!tolerated.scheduler().test(name)) {
                SortedSet<String> names = new TreeSet<>(plugins.schedulers());
                names.addAll(SchedulerNames.KERNEL);
                throw new Keys.BadKey("scheduler", value, "one of " + String.join(", ", names));
            }
            return;
        }
        try {
            if (factory == null) {
                SchedulerNames.validate(name, arguments);
            } else {
                factory.validate(arguments);
            }
        } catch (IllegalArgumentException e) {
            throw new Keys.BadKey("scheduler", value, String.valueOf(e.getMessage()));
        }
    }

    private List<RealServer> reals(ForwardingReader forwardings) {
        RealLine.Defaults defaults = new RealLine.Defaults(
                keys.number("server.weight", 0, RealServer.MAX_WEIGHT, 1),
                keys.number("server.maxconn", 0, RealLine.MAX_CONNECTIONS, 0),
                keys.flag("server.backup", false),
                checkAddress(),
                keys.number("server.check.port", 1, 65535, 0),
                forwardings,
                keys.number("server.uthreshold", 0, RealLine.MAX_CONNECTIONS, 0),
                keys.number("server.lthreshold", 0, RealLine.MAX_CONNECTIONS, 0));
        Map<String, RealServer> reals = new LinkedHashMap<>();
        Map<String, String> spelled = new HashMap<>();
        keys.group("real")
                .forEach((name, definition) -> add(reals, spelled, "real." + name, name, definition, defaults));
        String file = keys.text("reals");
        if (file != null) {
            realsFile(file, reals, spelled, defaults);
        }
        return new ArrayList<>(reals.values());
    }

    private Pool.@Nullable Advisor advisor() {
        String name = keys.text("weight.advisor");
        Map<String, String> all = keys.group("weight.advisor");
        if (name == null) {
            if (!all.isEmpty()) {
                String key = "weight.advisor." + all.keySet().iterator().next();
                throw new Keys.BadKey(key, keys.text(key), "weight.advisor = <name> beside it");
            }
            return null;
        }
        Keys own = new Keys(all);
        try {
            AdvicePace pace = AdvicePace.read(own);
            Map<String, String> rest = new LinkedHashMap<>(all);
            own.known().forEach(rest::remove);
            checkAdvisor(name, rest);
            return new Pool.Advisor(name, pace.interval, pace.minPercent, pace.maxPercent, rest);
        } catch (Keys.BadKey e) {
            throw e.key().equals("weight.advisor")
                    ? e
                    : new Keys.BadKey("weight.advisor." + e.key(), e.value(), e.expected());
        }
    }

    private void checkAdvisor(String name, Map<String, String> rest) {
        WeightAdvisorFactory factory = plugins.advisor(name);
        if (factory == null) {
            if (!tolerated.advisor().test(name)) {
                String expected = plugins.advisors().isEmpty()
                        ? "a plug-in; there is none"
                        : "one of " + String.join(", ", plugins.advisors());
                throw new Keys.BadKey("weight.advisor", name, expected);
            }
            return;
        }
        Keys own = new Keys(rest);
        factory.create(own).close();
        List<String> unknown = own.unknown();
        if (!unknown.isEmpty()) {
            throw new Keys.BadKey(
                    unknown.get(0),
                    rest.get(unknown.get(0)),
                    "a key of weight advisor " + name + ": " + String.join(", ", new TreeSet<>(own.known())));
        }
    }

    private @Nullable String checkAddress() {
        String address = keys.text("server.check.address");
        if (address != null) {
            try {
                Addresses.parseIp(address);
            } catch (IllegalArgumentException e) {
                throw new Keys.BadKey("server.check.address", address, "an IP address");
            }
        }
        return address;
    }

    private void realsFile(
            String file, Map<String, RealServer> reals, Map<String, String> spelled, RealLine.Defaults defaults) {
        String text;
        try {
            text = FileId.NAME.matcher(file).matches() ? set.text(FileSet.LONG_FOLDER + file) : null;
        } catch (CharacterCodingException e) {
            throw new Keys.BadKey("reals", file, "a file in UTF-8");
        }
        if (text == null) {
            throw new Keys.BadKey("reals", file, "the name of a file in " + FileSet.LONG_FOLDER);
        }
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("[ \t]+", 2);
            try {
                if (parts.length < 2) {
                    throw new IllegalArgumentException("name address:port [options]");
                }
                add(reals, spelled, "reals", parts[0], parts[1], defaults);
            } catch (IllegalArgumentException e) {
                String expected = e instanceof Keys.BadKey bad ? bad.expected() : e.getMessage();
                throw new Keys.BadKey("reals", file, "line " + (i + 1) + ": " + line + ": " + expected);
            }
        }
    }

    private static void add(
            Map<String, RealServer> reals,
            Map<String, String> spelled,
            String key,
            String name,
            String definition,
            RealLine.Defaults defaults) {
        if (!FileId.NAME.matcher(name).matches()) {
            throw new Keys.BadKey(key, definition, "a name of letters, digits, ., - and _");
        }
        String before = spelled.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
        if (before != null) {
            throw new Keys.BadKey(key, definition, "names that differ in more than case; there is " + before);
        }
        try {
            reals.put(name, RealLine.parse(name, definition, defaults));
        } catch (IllegalArgumentException e) {
            throw new Keys.BadKey(key, definition, String.valueOf(e.getMessage()));
        }
    }

    private List<Check> checks() {
        String main = keys.text("check");
        Map<String, String> all = keys.group("check");
        if (main != null) {
            if (main.equals("none")) {
                if (!all.isEmpty()) {
                    String key = "check." + all.keySet().iterator().next();
                    throw new Keys.BadKey(key, keys.text(key), "no such key beside check = none");
                }
                return List.of();
            }
            return List.of(check("main", "check", main, "check.", all));
        }
        List<Check> checks = new ArrayList<>();
        all.forEach((key, type) -> {
            if (key.indexOf('.') < 0) {
                checks.add(check(key, "check." + key, type, "check." + key + ".", below(all, key + ".")));
            }
        });
        all.keySet().stream()
                .filter(key -> key.indexOf('.') >= 0 && checks.stream().noneMatch(c -> key.startsWith(c.name() + ".")))
                .findFirst()
                .ifPresent(key -> {
                    throw new Keys.BadKey(
                            "check." + key,
                            all.get(key),
                            "check." + key.substring(0, key.indexOf('.')) + " = <type> before it");
                });
        return checks;
    }

    private static Map<String, String> below(Map<String, String> all, String prefix) {
        Map<String, String> below = new LinkedHashMap<>();
        all.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                below.put(key.substring(prefix.length()), value);
            }
        });
        return below;
    }

    private Check check(String name, String typeKey, String type, String prefix, Map<String, String> values) {
        Keys own = new Keys(values);
        try {
            Pace pace = Pace.read(own);
            Map<String, String> rest = new LinkedHashMap<>(values);
            own.known().forEach(rest::remove);
            checkType(typeKey, type, rest);
            return new Check(name, type, pace.interval, pace.timeout, pace.rise, pace.fall, rest);
        } catch (Keys.BadKey e) {
            throw e.key().equals(typeKey) ? e : new Keys.BadKey(prefix + e.key(), e.value(), e.expected());
        }
    }

    private void checkType(String typeKey, String type, Map<String, String> rest) {
        HealthCheckerFactory factory = plugins.checker(type);
        if (factory == null) {
            if (!tolerated.checker().test(type)) {
                throw new Keys.BadKey(typeKey, type, "none or one of " + String.join(", ", plugins.checkers()));
            }
            return;
        }
        Keys own = new Keys(rest);
        factory.create(own).close();
        List<String> unknown = own.unknown();
        if (!unknown.isEmpty()) {
            throw new Keys.BadKey(
                    unknown.get(0),
                    rest.get(unknown.get(0)),
                    "a key of check " + type + ": " + String.join(", ", new TreeSet<>(own.known())));
        }
    }

    /** What an advisor of any name has. */
    record AdvicePace(Duration interval, int minPercent, int maxPercent) {
        static AdvicePace read(Keys keys) {
            return new AdvicePace(
                    Duration.ofSeconds(keys.number("interval.s", 1, 3_600, 5)),
                    keys.number("min.percent", 1, 100, 10),
                    keys.number("max.percent", 100, 1_000, 100));
        }
    }

    /** What a check of any type has. */
    record Pace(Duration interval, Duration timeout, int rise, int fall) {
        static Pace read(Keys keys) {
            int interval = keys.number("interval.ms", 10, MAX_TIMEOUT_MS, 2_000);
            return new Pace(
                    Duration.ofMillis(interval),
                    Duration.ofMillis(keys.number("timeout.ms", 1, MAX_TIMEOUT_MS, interval)),
                    keys.number("rise", 1, 1_000, 2),
                    keys.number("fall", 1, 1_000, 3));
        }
    }
}
