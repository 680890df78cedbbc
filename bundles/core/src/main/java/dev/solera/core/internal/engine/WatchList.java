package dev.solera.core.internal.engine;

import dev.solera.api.AdminState;
import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.health.Watched;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The real servers to be watched; what has not changed is the same object as before. Writer only. */
final class WatchList {
    private Map<String, Entry> byPool = new HashMap<>();

    /**
     * Returns the servers to be watched, or null when they are the same as last time.
     *
     * @param resting pools that are not checked for now
     */
    @Nullable
    List<Watched> of(Collection<Pool> pools, Map<RealServerRef, AdminTable.Entry> said, Set<String> resting) {
        Map<String, Entry> now = new HashMap<>(pools.size() * 2);
        boolean changed = pools.size() != byPool.size();
        Map<String, Set<RealServerRef>> inMaintenance = inMaintenance(said);
        for (Pool pool : pools) {
            Entry before = byPool.get(pool.name());
            Set<RealServerRef> maintained = inMaintenance.getOrDefault(pool.name(), Set.of());
            boolean rests = resting.contains(pool.name());
            Entry entry = before;
            if (before == null
                    || before.rests != rests
                    || !before.maintained.equals(maintained)
                    || !Objects.equals(before.pool, pool)) { // nearly always the same object
                List<Watched> watched = watched(pool, rests, maintained, before);
                // Most of what a pool is made of, such as weights, is nothing to health.
                changed |= before == null || !watched.equals(before.watched);
                entry = new Entry(pool, rests, maintained, watched);
            }
            now.put(pool.name(), Objects.requireNonNull(entry));
        }
        byPool = now;
        if (!changed) {
            return null;
        }
        List<Watched> all = new ArrayList<>();
        pools.forEach(pool -> all.addAll(Objects.requireNonNull(now.get(pool.name())).watched));
        return all;
    }

    /** Has the next answer be everything. */
    void forget() {
        byPool = new HashMap<>();
    }

    private static Map<String, Set<RealServerRef>> inMaintenance(Map<RealServerRef, AdminTable.Entry> said) {
        Map<String, Set<RealServerRef>> byPool = new HashMap<>();
        said.forEach((ref, entry) -> {
            if (entry.state() == AdminState.MAINT) {
                byPool.computeIfAbsent(ref.pool(), p -> new HashSet<>()).add(ref);
            }
        });
        return byPool;
    }

    private static List<Watched> watched(
            Pool pool, boolean rests, Set<RealServerRef> maintained, @Nullable Entry before) {
        Map<RealServerRef, Watched> old = new HashMap<>();
        if (before != null) {
            before.watched.forEach(watched -> old.put(watched.ref(), watched));
        }
        boolean alpha = pool.availability().alpha();
        List<Watched> all = new ArrayList<>(pool.reals().size());
        for (RealServer real : pool.reals()) {
            RealServerRef ref = new RealServerRef(pool.name(), real.name());
            Watched.Pause pause = maintained.contains(ref)
                    ? Watched.Pause.MAINTENANCE
                    : rests ? Watched.Pause.REST : Watched.Pause.NONE;
            Watched made = Watched.of(ref, real, pool.checks(), pause, alpha);
            Watched there = old.get(ref);
            all.add(made.equals(there) ? there : made);
        }
        return all;
    }

    private record Entry(Pool pool, boolean rests, Set<RealServerRef> maintained, List<Watched> watched) {}
}
