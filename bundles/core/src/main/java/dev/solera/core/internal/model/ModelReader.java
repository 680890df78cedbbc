package dev.solera.core.internal.model;

import dev.solera.api.FirewallMark;
import dev.solera.api.Listener;
import dev.solera.api.Pool;
import dev.solera.api.Problem;
import dev.solera.api.TlsProfile;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.files.ConfigText;
import dev.solera.core.internal.files.Entry;
import dev.solera.core.internal.files.FileId;
import dev.solera.core.internal.files.FileSet;
import dev.solera.spi.Keys;
import dev.solera.spi.VrrpGroup;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a whole set of files into a {@link Model}. */
public final class ModelReader {
    private static final Pattern OPERATORS_OWN = Pattern.compile(
            "(real|listen|cert|fwmark|vip|route|rule|track|unicast\\.peer|auth\\.hmac\\.key|member)\\.");

    private final Plugins plugins;
    private final SecretSource secrets;

    /**
     * Makes a reader.
     *
     * @param plugins that files may name
     * @param secrets what {@code file:} values refer to
     */
    public ModelReader(Plugins plugins, SecretSource secrets) {
        this.plugins = plugins;
        this.secrets = secrets;
    }

    /** Reads {@code set}. Never throws: what is wrong is in the result. */
    public Result read(FileSet set, Tolerated tolerated) {
        ApplianceSettings appliance = appliance(set);
        String node = appliance.nodeOrHost();
        Reading reading = new Reading(set, tolerated);
        List<FileId> servers = new ArrayList<>();
        for (String file : set.files().keySet()) {
            if (file.startsWith(FileSet.LONG_FOLDER)) {
                continue;
            }
            FileId id = FileId.of(file).orElse(null);
            if (id == null) {
                reading.byFile.put(file, List.of(new Problem(file, 0, null, null, wrongName())));
                continue;
            }
            byte[] bytes = set.files().get(file);
            reading.texts.put(file, ObjectText.of(ConfigText.read(file, bytes == null ? new byte[0] : bytes), node));
            if (id.kind().equals("virtualserver")) {
                servers.add(id);
            } else {
                readFile(id, reading);
            }
        }
        // Last, because their listeners may name VIPs and TLS profiles.
        reading.routers.values().forEach(router -> router.instance()
                .vips()
                .forEach(vip -> reading.vips.putIfAbsent(vip.name(), vip.address())));
        servers.forEach(id -> readFile(id, reading));
        return new Result(
                new Model(appliance, reading.servers, reading.pools, reading.routers, reading.groups),
                reading.byFile,
                between(reading, plugins.schedulers()));
    }

    private static ApplianceSettings appliance(FileSet set) {
        String file = "solera.appliance.cfg";
        byte[] bytes = set.bytes(file);
        if (bytes == null) {
            return ApplianceSettings.DEFAULT;
        }
        // The node's name decides which lines count, so it is the one key that cannot have a node of its own.
        Keys keys = ObjectText.of(ConfigText.read(file, bytes), "").keys();
        try {
            return ApplianceSettings.read(keys);
        } catch (Keys.BadKey e) {
            // What is wrong in this file is told where it is read a second time, as a file like any other.
            return ApplianceSettings.ofNode(keys.text("node"));
        }
    }

    private void readFile(FileId id, Reading reading) {
        ObjectText text = Objects.requireNonNull(reading.texts.get(id.fileName()));
        List<Problem> problems = new ArrayList<>(text.problems());
        readOne(id, text, problems, reading);
        if (!problems.isEmpty()) {
            reading.byFile.put(id.fileName(), problems);
        }
    }

    private void readOne(FileId id, ObjectText text, List<Problem> problems, Reading reading) {
        Keys keys = text.keys();
        String name = id.label();
        try {
            switch (id.kind()) {
                case "appliance" -> ApplianceSettings.read(keys);
                case "ipvs" -> IpvsSettings.check(keys);
                case "proxy" -> ProxySettings.check(keys);
                case "pool" ->
                    reading.pools.put(name, new PoolReader(keys, plugins, reading.tolerated, reading.set).read(name));
                case "tls" -> reading.tls.put(name, TlsReader.read(name, keys));
                case "vrrp" -> reading.routers.put(name, new VrrpReader(keys, secrets::read).read(name));
                case "syncgroup" -> reading.groups.put(name, SyncGroupReader.read(name, keys));
                default -> {
                    VirtualServerReader reader = new VirtualServerReader(keys, reading.vips, reading.tls);
                    reading.servers.put(name, reader.read(name));
                    reader.unresolved()
                            .forEach(e -> reading.between.add(text.problem(e.key(), e.value(), e.expected())));
                }
            }
        } catch (Keys.BadKey e) {
            problems.add(text.problem(e.key(), e.value(), e.expected()));
            return;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // A plug-in was asked whether it takes its keys, and failed.
            problems.add(new Problem(text.file(), 0, null, null, "plug-ins that can judge the file; one threw " + e));
            return;
        }
        Set<String> known = keys.known();
        List<String> unknown = keys.unknown();
        for (String key : unknown.subList(0, Math.min(unknown.size(), ConfigText.MAX_PROBLEMS))) {
            problems.add(
                    text.problem(key, Entry.shown(key, keys.text(key)), "a key of " + id.kind() + closest(key, known)));
        }
    }

    private static List<Problem> between(Reading reading, Collection<String> schedulers) {
        List<Problem> problems = reading.between;
        RouterChecks.Complaint complaint =
                (file, key, value, expected) -> problems.add(problem(reading.texts, file, key, value, expected));
        sameName("virtualserver", reading.servers.keySet(), problems);
        sameName("pool", reading.pools.keySet(), problems);
        sameName("tls", reading.tls.keySet(), problems);
        sameName("vrrp", reading.routers.keySet(), problems);
        sameName("syncgroup", reading.groups.keySet(), problems);
        Map<String, String> listening = new HashMap<>();
        Map<FirewallMark, String> marked = new HashMap<>();
        for (VirtualServer server : reading.servers.values()) {
            String file = new FileId("virtualserver", server.name()).fileName();
            String pool = server.pool();
            if (pool != null && !reading.pools.containsKey(pool)) {
                problems.add(problem(reading.texts, file, "pool", pool, expectedPool(reading.pools)));
            }
            for (String byHost : server.inbound().poolsByHost().values()) {
                if (!reading.pools.containsKey(byHost)) {
                    problems.add(problem(reading.texts, file, "sni." + byHost, byHost, expectedPool(reading.pools)));
                }
            }
            for (FirewallMark mark : server.balancing().marks()) {
                String other = marked.putIfAbsent(mark, server.name());
                if (other != null) {
                    problems.add(problem(
                            reading.texts,
                            file,
                            "fwmark",
                            mark.number() + " " + mark.family().text(),
                            "a mark that virtual server " + other + " has not"));
                }
            }
            for (Listener listener : server.listeners()) {
                String other = listening.putIfAbsent(listener.toString(), server.name());
                if (other != null) {
                    String key = listener.name().equals("main") ? "listen" : "listen." + listener.name();
                    problems.add(problem(
                            reading.texts,
                            file,
                            key,
                            listener.toString(),
                            "an address that virtual server " + other + " has not"));
                }
            }
        }
        new RouterChecks(reading.routers, reading.groups, reading.pools.keySet(), reading.servers.keySet())
                .run(complaint);
        new PlaneChecks(reading.pools, schedulers, reading.tolerated.scheduler(), complaint)
                .run(reading.servers.values());
        return problems;
    }

    private static String expectedPool(Map<String, Pool> pools) {
        return pools.isEmpty() ? "a pool; there is none" : "one of " + String.join(", ", pools.keySet());
    }

    private static Problem problem(
            Map<String, ObjectText> texts, String file, String key, @Nullable String value, String expected) {
        ObjectText text = texts.get(file);
        if (text == null) {
            return new Problem(file, 0, key, value, expected);
        }
        return text.problem(key.endsWith(".") ? text.keyOf(key, value) : key, value, expected);
    }

    private static void sameName(String kind, Iterable<String> names, List<Problem> problems) {
        Map<String, String> spelled = new HashMap<>();
        for (String name : names) {
            String other = spelled.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                problems.add(new Problem(
                        new FileId(kind, name).fileName(),
                        0,
                        null,
                        null,
                        "a name that differs from " + other + " in more than case"));
            }
        }
    }

    private static String wrongName() {
        return "a name of solera." + String.join(".cfg, solera.", FileId.SINGLETONS) + ".cfg, solera."
                + String.join("-<name>.cfg, solera.", FileId.FACTORIES) + "-<name>.cfg";
    }

    private static String closest(String key, Set<String> known) {
        String best = known.stream()
                .filter(k -> Math.abs(key.length() - k.length()) <= 3 && distance(key, k) <= 3)
                .min(Comparator.comparingInt((String k) -> distance(key, k)).thenComparing(Comparator.naturalOrder()))
                .orElse(null);
        if (best != null) {
            return "; did you mean " + best + "?";
        }
        SortedSet<String> keys = new TreeSet<>(known);
        // The names are the operator's own, and there may be thousands.
        keys.removeIf(k -> OPERATORS_OWN.matcher(k).lookingAt());
        return ": " + String.join(", ", keys);
    }

    /** Edit distance of Levenshtein. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    /**
     * What a set means.
     *
     * @param model whole only when there is no problem
     * @param byFile what is wrong within a file
     * @param between what is wrong between files
     */
    public record Result(Model model, SortedMap<String, List<Problem>> byFile, List<Problem> between) {
        /** Tells whether the set can be applied. */
        public boolean valid() {
            return byFile.isEmpty() && between.isEmpty();
        }

        /** Returns everything that is wrong. */
        public List<Problem> problems() {
            List<Problem> all = new ArrayList<>();
            byFile.values().forEach(all::addAll);
            all.addAll(between);
            return all;
        }
    }

    /** What has been read so far. */
    private static final class Reading {
        final FileSet set;
        final Tolerated tolerated;
        final SortedMap<String, List<Problem>> byFile = new TreeMap<>();
        final List<Problem> between = new ArrayList<>();
        final Map<String, ObjectText> texts = new HashMap<>();
        final SortedMap<String, Pool> pools = new TreeMap<>();
        final SortedMap<String, VirtualServer> servers = new TreeMap<>();
        final SortedMap<String, Router> routers = new TreeMap<>();
        final SortedMap<String, VrrpGroup> groups = new TreeMap<>();
        final SortedMap<String, TlsProfile> tls = new TreeMap<>();
        final Map<String, InetAddress> vips = new HashMap<>();

        Reading(FileSet set, Tolerated tolerated) {
            this.set = set;
            this.tolerated = tolerated;
        }
    }
}
