package dev.solera.core.internal.engine;

import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import dev.solera.api.VirtualServer;
import dev.solera.api.VrrpInstance;
import dev.solera.core.internal.files.FileSet;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Router;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says in words what a new set changes. */
final class Changes {
    private Changes() {}

    static List<String> between(Configuration.Accepted before, FileSet files, Model after) {
        List<String> words = new ArrayList<>();
        objects("virtual server", before.model().virtualServers(), after.virtualServers(), words);
        Map<String, Pool> pools = before.model().pools();
        for (Map.Entry<String, Pool> entry : after.pools().entrySet()) {
            Pool old = pools.get(entry.getKey());
            if (old != null && !old.equals(entry.getValue())) {
                pool(old, entry.getValue(), words);
            }
        }
        objects("pool", keysOnly(pools), keysOnly(after.pools()), words);
        objects("virtual router", before.model().routers(), after.routers(), words);
        objects("sync group", before.model().groups(), after.groups(), words);
        if (words.isEmpty()) {
            SortedSet<String> paths = new TreeSet<>(files.files().keySet());
            paths.addAll(before.files().files().keySet());
            paths.stream()
                    .filter(path -> !files.sameFile(before.files(), path))
                    .forEach(path -> words.add("file " + path + " changed, its meaning did not"));
        }
        return words;
    }

    private static Map<String, String> keysOnly(Map<String, Pool> pools) {
        return pools.keySet().stream().collect(Collectors.toMap(Function.identity(), Function.identity()));
    }

    private static void pool(Pool old, Pool now, List<String> words) {
        Map<String, RealServer> before = byName(old);
        Map<String, RealServer> after = byName(now);
        objects("real server " + now.name() + "/", before, after, words);
        boolean rest = !new Pool(
                        now.name(),
                        now.scheduler(),
                        now.schedulerArguments(),
                        old.reals(),
                        now.checks(),
                        now.retries(),
                        now.slowStart(),
                        now.timeouts(),
                        now.availability(),
                        now.advisor())
                .equals(old);
        if (rest) {
            words.add("pool " + now.name() + " changed");
        }
    }

    private static Map<String, RealServer> byName(Pool pool) {
        Map<String, RealServer> byName = new LinkedHashMap<>();
        pool.reals().forEach(real -> byName.put(real.name(), real));
        return byName;
    }

    private static <T> void objects(String kind, Map<String, T> before, Map<String, T> after, List<String> words) {
        String start = kind.endsWith("/") ? kind : kind + " ";
        for (Map.Entry<String, T> entry : after.entrySet()) {
            T old = before.get(entry.getKey());
            if (old == null) {
                words.add(start + entry.getKey() + " added");
            } else if (!old.equals(entry.getValue())) {
                words.add(start + entry.getKey() + " changed" + detail(old, entry.getValue()));
            }
        }
        for (String name : before.keySet()) {
            if (!after.containsKey(name)) {
                words.add(start + name + " removed");
            }
        }
    }

    private static String detail(Object old, Object now) {
        if (old instanceof RealServer a && now instanceof RealServer b && a.weight() != b.weight()) {
            return ": weight " + a.weight() + " to " + b.weight();
        }
        if (old instanceof VirtualServer a
                && now instanceof VirtualServer b
                && !a.listeners().equals(b.listeners())) {
            return ": listens on " + b.listeners();
        }
        if (old instanceof Router a && now instanceof Router b) {
            return router(a, b);
        }
        return "";
    }

    private static String router(Router old, Router now) {
        VrrpInstance before = old.instance();
        VrrpInstance after = now.instance();
        if (before.priority() != after.priority()) {
            return ": priority " + before.priority() + " to " + after.priority();
        }
        if (!before.vips().equals(after.vips())) {
            return ": addresses " + after.vips();
        }
        return old.secrets().equals(now.secrets()) ? "" : ": its secrets";
    }
}
