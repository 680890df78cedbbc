package dev.solera.core.internal.engine;

import dev.solera.api.AdminState;
import dev.solera.api.ApplianceStatus;
import dev.solera.api.ApplianceView;
import dev.solera.api.CheckStatus;
import dev.solera.api.Counters;
import dev.solera.api.Health;
import dev.solera.api.IpvsView;
import dev.solera.api.PlaneStatus;
import dev.solera.api.Pool;
import dev.solera.api.PoolStatus;
import dev.solera.api.Presence;
import dev.solera.api.Rates;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.api.RealServerStatus;
import dev.solera.api.SchedulerStatus;
import dev.solera.api.VipStatus;
import dev.solera.api.VirtualServer;
import dev.solera.api.VirtualServerStatus;
import dev.solera.api.VirtualServerStatus.State;
import dev.solera.api.VrrpStatus;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers questions from the engine's newest snapshot, the health table and the planes' counters. Any thread. */
public final class LiveView implements ApplianceView {
    private final Engine engine;
    private final String version;
    private final Function<String, String> providers;

    /**
     * Makes a view.
     *
     * @param version of Solera
     * @param providers tells, by name of a scheduler, which bundle it comes from
     */
    public LiveView(Engine engine, String version, Function<String, String> providers) {
        this.engine = engine;
        this.version = version;
        this.providers = providers;
    }

    @Override
    public ApplianceStatus status() {
        Snapshot s = engine.snapshot();
        List<String> refused = new ArrayList<>();
        s.refusedServers().forEach((name, why) -> refused.add("virtual server " + name + ": " + why));
        s.failures().forEach((ref, why) -> refused.add(Reconciler.words(ref) + ": " + why));
        s.schedulerNotes().forEach((pool, why) -> refused.add("pool " + pool + ": " + why));
        s.checkNotes().forEach((pool, why) -> refused.add("pool " + pool + ": " + why));
        return new ApplianceStatus(
                version,
                s.inForce().model().appliance().nodeOrHost(),
                engine.startedAt(),
                s.inForce().number(),
                s.inForce().at(),
                s.problems(),
                s.unpersisted(),
                refused,
                s.planes().values().stream().map(p -> planeStatus(s, p)).toList(),
                s.routers().description(),
                limits(s),
                engine.rollout().waiting(),
                engine.stuck());
    }

    @Override
    public List<VirtualServerStatus> virtualServers() {
        Snapshot s = engine.snapshot();
        return s.inForce().model().virtualServers().values().stream()
                .map(v -> status(s, v))
                .toList();
    }

    @Override
    public Optional<VirtualServerStatus> virtualServer(String name) {
        Snapshot s = engine.snapshot();
        return Optional.ofNullable(s.inForce().model().virtualServers().get(name))
                .map(v -> status(s, v));
    }

    @Override
    public List<PoolStatus> pools() {
        Snapshot s = engine.snapshot();
        return s.inForce().model().pools().values().stream()
                .map(p -> status(s, p))
                .toList();
    }

    @Override
    public Optional<PoolStatus> pool(String name) {
        Snapshot s = engine.snapshot();
        return Optional.ofNullable(s.inForce().model().pools().get(name)).map(p -> status(s, p));
    }

    @Override
    public Optional<RealServerStatus> realServer(RealServerRef ref) {
        Snapshot s = engine.snapshot();
        return Optional.ofNullable(s.inForce().model().pools().get(ref.pool())).flatMap(pool -> pool.reals().stream()
                .filter(r -> r.name().equals(ref.real()))
                .findFirst()
                .map(r -> status(s, pool, r)));
    }

    @Override
    public List<VipStatus> vips() {
        Snapshot s = engine.snapshot();
        return Vips.of(s.inForce().model(), s.routers());
    }

    @Override
    public List<VrrpStatus> vrrpInstances() {
        Snapshot s = engine.snapshot();
        return s.routers().statuses(s.inForce().model());
    }

    @Override
    public Optional<VrrpStatus> vrrpInstance(String name) {
        return vrrpInstances().stream()
                .filter(v -> v.instance().name().equals(name))
                .findFirst();
    }

    @Override
    public List<SchedulerStatus> schedulers() {
        SortedSet<String> installed = engine.plugins().schedulers();
        SortedMap<String, List<String>> asked = new TreeMap<>();
        installed.forEach(name -> asked.put(name, new ArrayList<>()));
        engine.snapshot().inForce().model().pools().values().forEach(pool -> asked.computeIfAbsent(
                        pool.scheduler(), n -> new ArrayList<>())
                .add(pool.name()));
        List<SchedulerStatus> schedulers = new ArrayList<>();
        asked.forEach((name, pools) ->
                schedulers.add(new SchedulerStatus(name, provider(name, installed), List.copyOf(pools))));
        return schedulers;
    }

    private @Nullable String provider(String name, SortedSet<String> installed) {
        if (installed.contains(name)) {
            return providers.apply(name);
        }
        return engine.snapshot().planes().values().stream()
                .filter(plane -> plane.capabilities().schedulers().contains(name))
                .map(plane -> "data plane " + plane.name())
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<String> healthCheckers() {
        return List.copyOf(engine.plugins().checkers());
    }

    private static PlaneStatus planeStatus(Snapshot s, DataPlane plane) {
        DataPlane.Capabilities able = plane.capabilities();
        int servers =
                (int) s.planeOf().values().stream().filter(plane.name()::equals).count();
        return new PlaneStatus(
                plane.name(), able.description(), able.unable(), able.limits(), servers, plane.bufferBytes());
    }

    @Override
    public Optional<IpvsView> ipvs() {
        return Optional.ofNullable(engine.ipvs());
    }

    private static List<String> limits(Snapshot s) {
        List<String> limits = new ArrayList<>(s.limits());
        limits.addAll(s.routers().allLimits());
        return limits;
    }

    private VirtualServerStatus status(Snapshot s, VirtualServer server) {
        Ref ref = new Ref.Service(server.name());
        String plane = s.planeOf().get(server.name());
        String error = s.refusedServers().get(server.name());
        if (error == null) {
            error = s.failures().get(ref);
        }
        State state = error != null ? State.ERROR : serves(s, server) ? State.UP : State.DOWN;
        if (state == State.DOWN) {
            error = silence(s, String.valueOf(server.pool()));
        }
        return new VirtualServerStatus(
                server,
                plane == null ? server.dataPlane() : plane,
                s.why().getOrDefault(server.name(), "as configured"),
                state,
                error,
                counters(s, ref),
                rates(s, ref));
    }

    private static boolean serves(Snapshot s, VirtualServer server) {
        for (String pool : server.pools()) {
            Lineup lineup = s.lineups().get(pool);
            if (lineup != null && lineup.serves()) {
                return true;
            }
        }
        return server.pools().isEmpty();
    }

    private static String silence(Snapshot s, String pool) {
        Lineup lineup = s.lineups().get(pool);
        String resting = s.resting().get(pool);
        if (resting != null) {
            return "checks of pool " + pool + " rest: " + resting;
        }
        return lineup != null && lineup.sorry()
                ? "pool " + pool + " has lost its quorum (" + lineup.quorum().weight() + " of "
                        + lineup.pool().availability().quorum() + "): the sorry server serves"
                : "no server of pool " + pool + " takes flows";
    }

    private PoolStatus status(Snapshot s, Pool pool) {
        Ref ref = new Ref.Group(pool.name());
        Lineup lineup = s.lineups().get(pool.name());
        return new PoolStatus(
                pool,
                s.schedulersInUse().getOrDefault(pool.name(), pool.scheduler()),
                s.schedulerNotes().get(pool.name()),
                pool.reals().stream().map(r -> status(s, pool, r)).toList(),
                counters(s, ref),
                s.failures().get(ref),
                lineup == null ? new PoolStatus.Quorum(PoolStatus.Quorum.State.UNKNOWN, 0) : lineup.quorum(),
                sorry(s, pool, lineup),
                leaving(s, pool.name()),
                s.resting().get(pool.name()),
                s.advisorNotes().get(pool.name()));
    }

    private static PoolStatus.@Nullable SorryStatus sorry(Snapshot s, Pool pool, @Nullable Lineup lineup) {
        if (pool.availability().sorry() == null) {
            return null;
        }
        Ref ref = new Ref.Real(new RealServerRef(pool.name(), Pool.SORRY));
        return new PoolStatus.SorryStatus(
                lineup != null && lineup.sorry(),
                counters(s, ref),
                rates(s, ref),
                s.failures().get(ref));
    }

    private static List<PoolStatus.Leaving> leaving(Snapshot s, String pool) {
        List<PoolStatus.Leaving> leaving = new ArrayList<>();
        long now = System.nanoTime();
        for (DataPlane plane : s.planes().values()) {
            for (DataPlane.Draining draining : plane.draining()) {
                if (draining.server().pool().equals(pool)) {
                    long deadline = draining.deadlineNanos();
                    leaving.add(new PoolStatus.Leaving(
                            draining.server(),
                            draining.flows(),
                            deadline == Edit.Remove.NO_DEADLINE
                                    ? null
                                    : Duration.ofNanos(Math.max(0, deadline - now))));
                }
            }
        }
        leaving.sort(Comparator.comparing(PoolStatus.Leaving::server));
        return leaving;
    }

    private RealServerStatus status(Snapshot s, Pool pool, RealServer real) {
        RealServerRef ref = new RealServerRef(pool.name(), real.name());
        AdminTable.Entry said = s.admin().get(ref);
        RealHealth health = engine.health(ref);
        Lineup lineup = s.lineups().get(pool.name());
        Spec.Real spec = lineup == null ? null : lineup.real(real.name());
        return new RealServerStatus(
                ref,
                real,
                said == null ? AdminState.READY : said.state(),
                said == null ? null : said.note(),
                health == null ? Health.UNKNOWN : health.health(),
                health == null ? s.inForce().at() : health.since(),
                Lineups.weight(said, real),
                spec != null && spec.eligible() ? spec.weight() : 0,
                spec == null ? Presence.OUT : spec.presence(),
                health == null ? notYet(ref, pool) : health.checks(),
                counters(s, new Ref.Real(ref)),
                rates(s, new Ref.Real(ref)),
                s.failures().get(new Ref.Real(ref)),
                engine.drain(ref));
    }

    private static List<CheckStatus> notYet(RealServerRef ref, Pool pool) {
        return pool.checks().stream()
                .map(check -> new CheckStatus(ref, check, Health.UNKNOWN, 0, null, null, null))
                .toList();
    }

    private static Counters counters(Snapshot s, Ref ref) {
        Counters sum = Counters.ZERO;
        for (DataPlane plane : s.planes().values()) {
            sum = sum.plus(plane.counters(ref));
        }
        return sum;
    }

    private static Rates rates(Snapshot s, Ref ref) {
        Rates sum = Rates.ZERO;
        for (DataPlane plane : s.planes().values()) {
            sum = sum.plus(plane.rates(ref));
        }
        return sum;
    }
}
