package dev.solera.core.internal.model;

import dev.solera.api.Listener;
import dev.solera.api.Pool;
import dev.solera.api.Problem;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.files.ConfigText;
import dev.solera.core.internal.files.FileId;
import dev.solera.core.internal.files.FileSet;
import dev.solera.spi.Keys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads a whole set of files into a {@link Model}. */
public final class ModelReader {
    private final Plugins plugins;

    /** Makes a reader that knows the plug-ins of {@code plugins}. */
    public ModelReader(Plugins plugins) {
        this.plugins = plugins;
    }

    /** Reads {@code set}. Never throws: what is wrong is in the result. */
    public Result read(FileSet set, Tolerated tolerated) {
        SortedMap<String, List<Problem>> byFile = new TreeMap<>();
        ApplianceSettings appliance = appliance(set);
        String node = appliance.nodeOrHost();
        SortedMap<String, Pool> pools = new TreeMap<>();
        SortedMap<String, VirtualServer> servers = new TreeMap<>();
        Map<String, ObjectText> texts = new HashMap<>();
        for (String file : set.files().keySet()) {
            if (file.startsWith(FileSet.LONG_FOLDER)) {
                continue;
            }
            FileId id = FileId.of(file).orElse(null);
            if (id == null) {
                byFile.put(file, List.of(new Problem(file, 0, null, null, wrongName())));
                continue;
            }
            byte[] bytes = set.files().get(file);
            ObjectText text = ObjectText.of(ConfigText.read(file, bytes == null ? new byte[0] : bytes), node);
            texts.put(file, text);
            List<Problem> problems = new ArrayList<>(text.problems());
            readOne(id, text, problems, set, tolerated, pools, servers);
            if (!problems.isEmpty()) {
                byFile.put(file, problems);
            }
        }
        return new Result(new Model(appliance, servers, pools), byFile, between(servers, pools, texts));
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
            return new ApplianceSettings(
                    keys.text("node"), ApplianceSettings.DEFAULT.httpListen(), ApplianceSettings.DEFAULT.sshListen());
        }
    }

    private void readOne(
            FileId id,
            ObjectText text,
            List<Problem> problems,
            FileSet set,
            Tolerated tolerated,
            Map<String, Pool> pools,
            Map<String, VirtualServer> servers) {
        Keys keys = text.keys();
        try {
            switch (id.kind()) {
                case "appliance" -> ApplianceSettings.read(keys);
                case "proxy" -> ProxySettings.check(keys);
                case "pool" -> pools.put(id.label(), new PoolReader(keys, plugins, tolerated, set).read(id.label()));
                default -> servers.put(id.label(), new VirtualServerReader(keys).read(id.label()));
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
            problems.add(text.problem(key, keys.text(key), "a key of " + id.kind() + closest(key, known)));
        }
    }

    private static List<Problem> between(
            Map<String, VirtualServer> servers, Map<String, Pool> pools, Map<String, ObjectText> texts) {
        List<Problem> problems = new ArrayList<>();
        sameName("virtualserver", servers.keySet(), problems);
        sameName("pool", pools.keySet(), problems);
        Map<String, String> listening = new HashMap<>();
        for (VirtualServer server : servers.values()) {
            String file = new FileId("virtualserver", server.name()).fileName();
            String pool = server.pool();
            if (pool != null && !pools.containsKey(pool)) {
                problems.add(problem(texts, file, "pool", pool, expectedPool(pools)));
            }
            for (Listener listener : server.listeners()) {
                String other = listening.putIfAbsent(listener.toString(), server.name());
                if (other != null) {
                    String key = listener.name().equals("main") ? "listen" : "listen." + listener.name();
                    problems.add(problem(
                            texts,
                            file,
                            key,
                            listener.toString(),
                            "an address that virtual server " + other + " has not"));
                }
            }
        }
        return problems;
    }

    private static String expectedPool(Map<String, Pool> pools) {
        return pools.isEmpty() ? "a pool; there is none" : "one of " + String.join(", ", pools.keySet());
    }

    private static Problem problem(
            Map<String, ObjectText> texts, String file, String key, String value, String expected) {
        ObjectText text = texts.get(file);
        return text == null ? new Problem(file, 0, key, value, expected) : text.problem(key, value, expected);
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
        keys.removeIf(k -> k.startsWith("real.") || k.startsWith("listen."));
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
}
