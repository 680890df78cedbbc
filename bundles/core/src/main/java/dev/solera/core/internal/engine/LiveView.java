package dev.solera.core.internal.engine;

import dev.solera.api.AdminState;
import dev.solera.api.ApplianceStatus;
import dev.solera.api.ApplianceView;
import dev.solera.api.CheckStatus;
import dev.solera.api.Counters;
import dev.solera.api.Health;
import dev.solera.api.PlaneStatus;
import dev.solera.api.Pool;
import dev.solera.api.PoolStatus;
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
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;

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
                s.planes().values().stream()
                        .map(p -> new PlaneStatus(p.name(), p.capabilities().description()))
                        .toList(),
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
        asked.forEach((name, pools) -> schedulers.add(new SchedulerStatus(
                name, installed.contains(name) ? providers.apply(name) : null, List.copyOf(pools))));
        return schedulers;
    }

    @Override
    public List<String> healthCheckers() {
        return List.copyOf(engine.plugins().checkers());
    }

    private static List<String> limits(Snapshot s) {
        List<String> limits = new ArrayList<>(s.limits());
        limits.addAll(s.routers().allLimits());
        return limits;
    }

    private VirtualServerStatus status(Snapshot s, VirtualServer server) {
        Ref ref = new Ref.Service(server.name());
        String plane = s.planeOf().getOrDefault(server.name(), server.dataPlane());
        String error = s.refusedServers().get(server.name());
        if (error == null) {
            error = s.failures().get(ref);
        }
        String pool = server.pool();
        State state = error != null ? State.ERROR : pool == null || serves(s, pool) ? State.UP : State.DOWN;
        if (state == State.DOWN) {
            error = "no server of pool " + pool + " takes flows";
        }
        return new VirtualServerStatus(server, plane, state, error, counters(s, ref));
    }

    private static boolean serves(Snapshot s, String pool) {
        Pool config = s.inForce().model().pools().get(pool);
        return config != null && config.reals().stream().anyMatch(r -> share(s, new RealServerRef(pool, r.name())) > 0);
    }

    private static int share(Snapshot s, RealServerRef ref) {
        return s.specs().get(new Ref.Real(ref)) instanceof Spec.Real real && real.eligible() ? real.weight() : 0;
    }

    private PoolStatus status(Snapshot s, Pool pool) {
        Ref ref = new Ref.Group(pool.name());
        return new PoolStatus(
                pool,
                s.schedulersInUse().getOrDefault(pool.name(), pool.scheduler()),
                s.schedulerNotes().get(pool.name()),
                pool.reals().stream().map(r -> status(s, pool, r)).toList(),
                counters(s, ref),
                s.failures().get(ref));
    }

    private RealServerStatus status(Snapshot s, Pool pool, RealServer real) {
        RealServerRef ref = new RealServerRef(pool.name(), real.name());
        AdminTable.Entry said = s.admin().get(ref);
        RealHealth health = engine.health(ref);
        Integer temporary = said == null ? null : said.weight();
        return new RealServerStatus(
                ref,
                real,
                said == null ? AdminState.READY : said.state(),
                said == null ? null : said.note(),
                health == null ? Health.UNKNOWN : health.health(),
                health == null ? s.inForce().at() : health.since(),
                temporary == null ? real.weight() : temporary,
                share(s, ref),
                health == null ? notYet(ref, pool) : health.checks(),
                counters(s, new Ref.Real(ref)),
                s.failures().get(new Ref.Real(ref)));
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
}
