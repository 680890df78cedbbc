package dev.solera.core.internal.engine;

import dev.solera.api.AdminState;
import dev.solera.api.Health;
import dev.solera.api.Pool;
import dev.solera.api.PoolStatus.Quorum;
import dev.solera.api.Presence;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.health.HealthTable;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.spi.Members;
import dev.solera.spi.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Works out what the members of every pool are to be, from the model, the health and what operators said.
 *
 * <p>A pass looks at the servers of those pools only of which anything may have changed, and makes nothing new for a pool in which nothing
 * has: with tens of thousands of servers the rest of the pass then passes over all pools but the few that have. Pure but for what it remembers: numbers and quorums. Writer only.
 */
final class Lineups {
    private final Map<String, Work> byPool = new HashMap<>();

    /**
     * Returns what each pool comes to, by name.
     *
     * @param said what operators said, by server
     * @param health what is known of servers
     * @param advice what a weight advisor says, in percent of the weight by server, by pool
     */
    Map<String, Lineup> of(
            Collection<Pool> pools,
            Map<RealServerRef, AdminTable.Entry> said,
            HealthTable health,
            Function<String, Map<String, Integer>> advice,
            long nowNanos) {
        Map<String, Map<RealServerRef, AdminTable.Entry>> saidByPool = new HashMap<>();
        said.forEach((ref, entry) ->
                saidByPool.computeIfAbsent(ref.pool(), pool -> new HashMap<>()).put(ref, entry));
        Map<String, Lineup> lineups = new HashMap<>(pools.size() * 2);
        for (Pool pool : pools) {
            String name = pool.name();
            Work work = byPool.computeIfAbsent(name, Work::new);
            lineups.put(
                    name,
                    work.next(pool, saidByPool.getOrDefault(name, Map.of()), health, advice.apply(name), nowNanos));
        }
        if (byPool.size() > lineups.size()) {
            byPool.keySet().retainAll(lineups.keySet());
        }
        return lineups;
    }

    /** Returns a server's weight: what an operator set for a time, else what is configured. */
    static int weight(AdminTable.@Nullable Entry said, RealServer real) {
        Integer temporary = said == null ? null : said.weight();
        return temporary == null ? real.weight() : temporary;
    }

    /** One pool, with what has to be remembered of it. */
    private static final class Work {
        private final String name;
        private final Map<String, Integer> ids = new HashMap<>();
        private @Nullable Lineup last;
        private Map<RealServerRef, AdminTable.Entry> lastSaid = Map.of();
        private Map<String, Integer> lastAdvice = Map.of();
        private long lastHealth;
        private RealServerRef[] refs = {};
        private int[] weights = {};
        private Presence[] presences = {};
        private boolean growing;

        Work(String name) {
            this.name = name;
        }

        Lineup next(
                Pool pool,
                Map<RealServerRef, AdminTable.Entry> said,
                HealthTable health,
                Map<String, Integer> advice,
                long nowNanos) {
            Lineup before = last;
            boolean samePool = before != null && Objects.equals(before.pool(), pool);
            long version = health.version(name);
            if (before != null
                    && samePool
                    && version == lastHealth
                    && !growing
                    && said.equals(lastSaid)
                    && Objects.equals(advice, lastAdvice)) {
                return before;
            }
            lastHealth = version;
            lastSaid = said;
            lastAdvice = advice;
            if (!samePool) {
                meet(pool);
            }
            int[] oldWeights = weights.clone();
            Presence[] oldPresences = presences.clone();
            Quorum quorum = look(pool, said, health, advice, nowNanos);
            if (before != null
                    && samePool
                    && quorum.equals(before.quorum())
                    && growing == before.growing()
                    && Arrays.equals(oldWeights, weights)
                    && Arrays.equals(oldPresences, presences)) {
                return before;
            }
            Lineup now = make(pool, quorum, before);
            last = now;
            return now;
        }

        /** Gets numbers and references ready for the members of a pool that is new or has changed. */
        private void meet(Pool pool) {
            List<RealServer> reals = pool.reals();
            int count = reals.size() + (pool.availability().sorry() == null ? 0 : 1);
            refs = new RealServerRef[count];
            weights = new int[count];
            presences = new Presence[count];
            for (int i = 0; i < count; i++) {
                refs[i] =
                        new RealServerRef(name, i < reals.size() ? reals.get(i).name() : Pool.SORRY);
            }
            ids.keySet().retainAll(Arrays.stream(refs).map(RealServerRef::real).collect(Collectors.toSet()));
            int next = ids.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
            for (RealServerRef ref : refs) {
                if (ids.putIfAbsent(ref.real(), next) == null) {
                    next++;
                }
            }
        }

        /** Fills in {@link #weights} and {@link #presences}. */
        private Quorum look(
                Pool pool,
                Map<RealServerRef, AdminTable.Entry> said,
                HealthTable health,
                Map<String, Integer> advice,
                long nowNanos) {
            List<RealServer> reals = pool.reals();
            boolean primaries = false;
            boolean unknown = false;
            growing = false;
            for (int i = 0; i < reals.size(); i++) {
                RealServer real = reals.get(i);
                AdminTable.Entry entry = said.isEmpty() ? null : said.get(refs[i]);
                RealHealth known = health.health(refs[i]);
                int weight = weight(entry, real);
                Health is = pool.checks().isEmpty() ? Health.UP : of(known, real);
                presences[i] = presence(pool, entry, is, weight);
                weights[i] = grown(pool, known, advised(entry, real, weight, advice), nowNanos);
                primaries |= presences[i] == Presence.SERVING && !real.backup();
                unknown |= is == Health.UNKNOWN && weight > 0 && state(entry) == AdminState.READY;
            }
            long serving = 0;
            boolean backupTaken = false;
            for (int i = 0; i < reals.size(); i++) {
                if (presences[i] == Presence.SERVING && reals.get(i).backup()) {
                    // As in HAProxy: one backup at a time, the first that can, and only when no other server can.
                    boolean serves = !primaries && !backupTaken;
                    backupTaken |= serves;
                    presences[i] = serves ? Presence.SERVING : Presence.LEAVING;
                }
                if (presences[i] == Presence.SERVING) {
                    serving += weight(said.isEmpty() ? null : said.get(refs[i]), reals.get(i));
                }
            }
            Quorum.State before =
                    last == null ? Quorum.State.UNKNOWN : last.quorum().state();
            Quorum quorum = new Quorum(Quorums.next(before, serving, unknown, pool.availability()), serving);
            standBack(pool, quorum);
            return quorum;
        }

        /** Without a quorum the sorry server takes the place of those who still could. */
        private void standBack(Pool pool, Quorum quorum) {
            Pool.Sorry sorry = pool.availability().sorry();
            if (sorry == null) {
                return;
            }
            boolean lost = quorum.state() == Quorum.State.LOST;
            for (int i = 0; lost && i < pool.reals().size(); i++) {
                if (presences[i] == Presence.SERVING) {
                    presences[i] = sorry.inhibit() ? Presence.KEPT : Presence.LEAVING;
                }
            }
            int at = presences.length - 1;
            presences[at] = lost ? Presence.SERVING : Presence.LEAVING;
            weights[at] = Members.WEIGHT_SCALE;
        }

        private static Presence presence(Pool pool, AdminTable.@Nullable Entry entry, Health health, int weight) {
            if (entry != null && entry.isCut()) {
                return Presence.CUT;
            }
            if (state(entry) == AdminState.MAINT) {
                return Presence.LEAVING;
            }
            return switch (health) {
                case DOWN -> pool.availability().inhibitOnFailure() ? Presence.KEPT : Presence.OUT;
                // Connections of before a restart go on; a server that has none is not there.
                case UNKNOWN -> Presence.LEAVING;
                case UP -> state(entry) == AdminState.DRAIN || weight == 0 ? Presence.KEPT : Presence.SERVING;
            };
        }

        /** Returns the full weight in sixteenths. An advisor has no say in what an operator has set for a time, and takes nobody out. */
        private static int advised(
                AdminTable.@Nullable Entry entry, RealServer real, int weight, Map<String, Integer> advice) {
            int full = weight * Members.WEIGHT_SCALE;
            Integer percent = advice.isEmpty() ? null : advice.get(real.name());
            if (percent == null || weight == 0 || entry != null && entry.weight() != null) {
                return full;
            }
            return (int) Math.max(1, (long) full * percent / 100);
        }

        private static AdminState state(AdminTable.@Nullable Entry entry) {
            return entry == null ? AdminState.READY : entry.state();
        }

        /** Health is watched on a thread of its own: what is known may still be of the address that the server had. */
        private static Health of(@Nullable RealHealth known, RealServer real) {
            return known == null || !known.address().equals(real.address()) ? Health.UNKNOWN : known.health();
        }

        /** Slow start as in HAProxy: the weight grows in step with the time since the server came back, from one sixteenth. */
        private int grown(Pool pool, @Nullable RealHealth known, int full, long nowNanos) {
            long whole = pool.slowStart().toNanos();
            if (whole == 0 || full == 0 || known == null || known.health() != Health.UP || !known.recovered()) {
                return full;
            }
            long elapsed = nowNanos - known.upAtNanos();
            if (elapsed >= whole) {
                return full;
            }
            growing = true;
            return (int) Math.max(1, (long) ((double) full * elapsed / whole));
        }

        private Lineup make(Pool pool, Quorum quorum, @Nullable Lineup before) {
            List<Spec.Real> specs = new ArrayList<>(refs.length);
            Map<String, Spec.Real> byName = new HashMap<>(refs.length * 2);
            for (int i = 0; i < refs.length; i++) {
                Spec.Real spec = i < pool.reals().size() ? spec(i, pool.reals().get(i)) : sorry(i, pool);
                Spec.Real old = before == null ? null : before.real(refs[i].real());
                Spec.Real kept = spec.equals(old) ? old : spec;
                specs.add(kept);
                byName.put(refs[i].real(), kept);
            }
            return new Lineup(pool, List.copyOf(specs), byName, quorum, growing);
        }

        private Spec.Real spec(int i, RealServer real) {
            return new Spec.Real(
                    refs[i],
                    ids.getOrDefault(real.name(), 0),
                    real.address(),
                    weights[i],
                    real.maxConnections(),
                    real.forwarding(),
                    real.upperThreshold(),
                    real.lowerThreshold(),
                    presences[i]);
        }

        private Spec.Real sorry(int i, Pool pool) {
            Pool.Sorry sorry = Objects.requireNonNull(pool.availability().sorry());
            return new Spec.Real(
                    refs[i],
                    ids.getOrDefault(Pool.SORRY, 0),
                    sorry.address(),
                    weights[i],
                    0,
                    sorry.forwarding(),
                    0,
                    0,
                    presences[i]);
        }
    }
}
