package dev.solera.core.internal.engine;

import dev.solera.api.AdminState;
import dev.solera.api.Health;
import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.core.internal.model.Model;
import dev.solera.spi.Members;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a data plane is to hold, from the model, the health and what operators said. Pure: everything it needs is given. */
final class Desired {
    private final Model model;
    private final Map<RealServerRef, AdminTable.Entry> admin;
    private final Function<RealServerRef, @Nullable RealHealth> health;
    private final Function<Pool, Schedulers.Use> schedulers;
    private final Ids ids;
    private final long nowNanos;
    private boolean growing;

    Desired(
            Model model,
            Map<RealServerRef, AdminTable.Entry> admin,
            Function<RealServerRef, @Nullable RealHealth> health,
            Function<Pool, Schedulers.Use> schedulers,
            Ids ids,
            long nowNanos) {
        this.model = model;
        this.admin = admin;
        this.health = health;
        this.schedulers = schedulers;
        this.ids = ids;
        this.nowNanos = nowNanos;
    }

    /** Returns the specs of the virtual servers named and of all pools, pools first. */
    Map<Ref, Spec> specs(Set<String> virtualServers) {
        Map<Ref, Spec> specs = new LinkedHashMap<>();
        for (Pool pool : model.pools().values()) {
            Schedulers.Use use = schedulers.apply(pool);
            Spec group = new Spec.Group(
                    pool.name(),
                    use.factory().name(),
                    use.arguments(),
                    use.factory(),
                    pool.retries(),
                    pool.availability().drain(),
                    pool.timeouts());
            specs.put(group.ref(), group);
            reals(pool).forEach((ref, real) -> specs.put(real.ref(), real));
        }
        for (String name : virtualServers) {
            VirtualServer server = model.virtualServers().get(name);
            if (server != null) {
                Spec service = service(server);
                specs.put(service.ref(), service);
            }
        }
        return specs;
    }

    /** Tells whether a slow start was under way, so that the weights have to be worked out again soon. */
    boolean growing() {
        return growing;
    }

    private static Spec service(VirtualServer server) {
        return new Spec.Service(
                server.name(),
                server.mode(),
                server.listeners(),
                server.pool(),
                server.maxConnections(),
                server.forwarded(),
                server.timeouts(),
                server.balancing());
    }

    private Map<RealServerRef, Spec.Real> reals(Pool pool) {
        Map<String, Integer> numbers = ids.of(pool);
        Map<RealServerRef, Spec.Real> reals = new LinkedHashMap<>();
        boolean primaries = pool.reals().stream().anyMatch(r -> !r.backup() && usable(pool, r));
        boolean backupTaken = false;
        for (RealServer real : pool.reals()) {
            RealServerRef ref = new RealServerRef(pool.name(), real.name());
            boolean eligible = usable(pool, real);
            if (eligible && real.backup()) {
                // As in HAProxy: one backup at a time, the first that can, and only when no other server can.
                eligible = !primaries && !backupTaken;
                backupTaken |= eligible;
            }
            reals.put(
                    ref,
                    new Spec.Real(
                            ref,
                            numbers.getOrDefault(real.name(), 0),
                            real.address(),
                            grown(pool, ref, weight(admin.get(ref), real) * Members.WEIGHT_SCALE),
                            real.maxConnections(),
                            real.forwarding(),
                            real.upperThreshold(),
                            real.lowerThreshold(),
                            eligible ? Spec.Presence.SERVING : Spec.Presence.OUT));
        }
        return reals;
    }

    private boolean usable(Pool pool, RealServer real) {
        RealServerRef ref = new RealServerRef(pool.name(), real.name());
        AdminTable.Entry said = admin.get(ref);
        return (said == null || said.state() == AdminState.READY)
                && (pool.checks().isEmpty() || isUp(health.apply(ref), real))
                && weight(admin.get(ref), real) > 0;
    }

    /** Health is watched on a thread of its own: what is known may still be of the address that the server had. */
    private static boolean isUp(@Nullable RealHealth known, RealServer real) {
        return known != null && known.health() == Health.UP && known.address().equals(real.address());
    }

    /** Returns a server's weight: what an operator set for a time, else what is configured. */
    static int weight(AdminTable.@Nullable Entry said, RealServer real) {
        Integer temporary = said == null ? null : said.weight();
        return temporary == null ? real.weight() : temporary;
    }

    /** Slow start as in HAProxy: the weight grows in step with the time since the server came back, from one sixteenth. */
    private int grown(Pool pool, RealServerRef ref, int full) {
        RealHealth known = health.apply(ref);
        long whole = pool.slowStart().toNanos();
        if (whole == 0 || full == 0 || known == null || known.health() != Health.UP || !known.recovered()) {
            return full;
        }
        long elapsed = nowNanos - known.upAtNanos();
        if (elapsed >= whole) {
            return full;
        }
        growing = true;
        return (int) Math.max(1, full * elapsed / whole);
    }

    /** Numbers of real servers, each kept as long as its server exists. Writer only. */
    static final class Ids {
        private final Map<String, Map<String, Integer>> byPool = new HashMap<>();

        Map<String, Integer> of(Pool pool) {
            Map<String, Integer> ids = byPool.computeIfAbsent(pool.name(), p -> new HashMap<>());
            ids.keySet().retainAll(pool.reals().stream().map(RealServer::name).toList());
            int next = ids.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
            for (RealServer real : pool.reals()) {
                if (ids.putIfAbsent(real.name(), next) == null) {
                    next++;
                }
            }
            return ids;
        }

        void forgetAllBut(Set<String> pools) {
            byPool.keySet().retainAll(pools);
        }
    }
}
