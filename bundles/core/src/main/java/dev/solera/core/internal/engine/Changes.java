package dev.solera.core.internal.engine;

import dev.solera.api.Check;
import dev.solera.api.Plan;
import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.files.ConfigText;
import dev.solera.core.internal.files.Entry;
import dev.solera.core.internal.files.FileSet;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Router;
import dev.solera.spi.Ref;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Says what one set changes of another: which objects come, change and go. The same words stand in a plan, in the log and in the history. */
final class Changes {
    private static final Set<String> NOTHING = Set.of();
    private static final Set<String> NAME = Set.of("name");
    private static final Set<String> MEMBERS = Set.of("reals");
    private static final Set<String> SECRETS = Set.of("secrets", "tracks");

    private final List<Plan.Edit> edits = new ArrayList<>();
    private final ToLongFunction<Ref> connections;

    private Changes(ToLongFunction<Ref> connections) {
        this.connections = connections;
    }

    /** Returns what {@code after} changes of {@code before}, in words. */
    static List<String> between(FileSet before, Model beforeModel, FileSet after, Model afterModel) {
        return edits(before, beforeModel, after, afterModel, ref -> 0).stream()
                .map(Plan.Edit::words)
                .toList();
    }

    /**
     * Returns what {@code after} changes of {@code before}.
     *
     * @param connections in progress on an object now
     */
    static List<Plan.Edit> edits(
            FileSet before, Model beforeModel, FileSet after, Model afterModel, ToLongFunction<Ref> connections) {
        Changes changes = new Changes(connections);
        changes.objects(
                "virtual server",
                "",
                beforeModel.virtualServers(),
                afterModel.virtualServers(),
                NAME,
                name -> new Ref.Service(name));
        afterModel.pools().forEach((name, pool) -> {
            Pool old = beforeModel.pools().get(name);
            if (old != null) {
                changes.objects(
                        "real server",
                        name + "/",
                        byName(old),
                        byName(pool),
                        NAME,
                        real -> new Ref.Real(new RealServerRef(name, real)));
            }
        });
        changes.objects("pool", "", beforeModel.pools(), afterModel.pools(), MEMBERS, Ref.Group::new);
        changes.objects("virtual router", "", beforeModel.routers(), afterModel.routers(), SECRETS, name -> null);
        changes.objects("sync group", "", beforeModel.groups(), afterModel.groups(), NOTHING, name -> null);
        changes.singleton("solera.appliance.cfg", "appliance", before, after);
        changes.singleton("solera.proxy.cfg", "proxy settings", before, after);
        if (changes.edits.isEmpty()) {
            changes.files(before, after);
        }
        return changes.edits;
    }

    /** Returns the checks of single servers that {@code after} has and {@code before} has not, in words. */
    static List<String> checks(Model before, Model after) {
        SortedSet<String> words = new TreeSet<>(checks(after));
        words.removeAll(checks(before));
        return List.copyOf(words);
    }

    private static SortedSet<String> checks(Model model) {
        SortedSet<String> words = new TreeSet<>();
        for (Pool pool : model.pools().values()) {
            for (RealServer real : pool.reals()) {
                for (Check check : pool.checks()) {
                    words.add(pool.name() + "/" + real.name() + " " + check.name() + " (" + check.type() + ")");
                }
            }
        }
        return words;
    }

    private static Map<String, RealServer> byName(Pool pool) {
        Map<String, RealServer> byName = new LinkedHashMap<>();
        pool.reals().forEach(real -> byName.put(real.name(), real));
        return byName;
    }

    private <T extends Record> void objects(
            String type,
            String prefix,
            Map<String, T> before,
            Map<String, T> after,
            Set<String> without,
            Function<String, @Nullable Ref> refs) {
        for (Map.Entry<String, T> entry : after.entrySet()) {
            String name = entry.getKey();
            T old = before.get(name);
            if (old == null) {
                edits.add(new Plan.Edit(Plan.Kind.ADDED, type, prefix + name, "", 0));
            } else if (!old.equals(entry.getValue())) {
                String detail = detail(old, entry.getValue(), without);
                // A pool whose members alone change is told member by member.
                if (!detail.isEmpty() || !without.equals(MEMBERS)) {
                    edits.add(new Plan.Edit(Plan.Kind.CHANGED, type, prefix + name, detail, active(refs.apply(name))));
                }
            }
        }
        for (String name : before.keySet()) {
            if (!after.containsKey(name)) {
                edits.add(new Plan.Edit(Plan.Kind.REMOVED, type, prefix + name, "", active(refs.apply(name))));
            }
        }
    }

    private long active(@Nullable Ref ref) {
        return ref == null ? 0 : connections.applyAsLong(ref);
    }

    private static String detail(Record old, Record now, Set<String> without) {
        if (old instanceof Router a && now instanceof Router b) {
            String words = RecordWords.difference(a.instance(), b.instance(), NOTHING);
            boolean secrets = !a.secrets().equals(b.secrets());
            return words + (secrets ? (words.isEmpty() ? "" : ", ") + "its secrets" : "");
        }
        return RecordWords.difference(old, now, without);
    }

    /** A file of settings that no object of the model stands for, key by key. */
    private void singleton(String file, String type, FileSet before, FileSet after) {
        if (before.sameFile(after, file)) {
            return;
        }
        Map<String, String> old = keys(file, before.bytes(file));
        Map<String, String> now = keys(file, after.bytes(file));
        SortedSet<String> keys = new TreeSet<>(old.keySet());
        keys.addAll(now.keySet());
        List<String> words = new ArrayList<>();
        for (String key : keys) {
            String was = old.get(key);
            String is = now.get(key);
            if (!Objects.equals(was, is)) {
                words.add(key + " " + (was == null ? "default" : Entry.shown(key, was)) + " to "
                        + (is == null ? "default" : Entry.shown(key, is)));
            }
        }
        if (!words.isEmpty()) {
            edits.add(new Plan.Edit(Plan.Kind.CHANGED, type, file, String.join(", ", words), 0));
        }
    }

    private static Map<String, String> keys(String file, byte @Nullable [] bytes) {
        Map<String, String> keys = new TreeMap<>();
        if (bytes != null) {
            ConfigText.read(file, bytes).entries().forEach(entry -> keys.put(entry.key(), entry.value()));
        }
        return keys;
    }

    private void files(FileSet before, FileSet after) {
        for (String path : before.differing(after)) {
            edits.add(new Plan.Edit(Plan.Kind.CHANGED, "file", path, "its meaning did not", 0));
        }
    }
}
