package dev.solera.core.internal.engine;

import dev.solera.api.Counters;
import dev.solera.api.Health;
import dev.solera.api.Pool;
import dev.solera.api.Rates;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.health.HealthMonitor;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.core.internal.health.Watched;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Plugins;
import dev.solera.core.internal.vrrp.RouterDesk;
import dev.solera.core.internal.vrrp.Routers;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Ref;
import dev.solera.spi.WeightAdvisor.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passes of the reconciler: each looks at everything anew, brings about only the difference, and publishes what has come of it.
 *
 * <p>Writer only, but for {@link #soon}, {@link #snapshot} and {@link #observe}.
 */
final class Passes {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** How long a pass waits for health to take over what is to be watched. */
    private static final long HEALTH_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long BEAT_MILLIS = 50;

    private final Configuration configuration;
    private final AdminTable admin;
    private final Plugins plugins;
    private final HealthMonitor monitor;
    private final Advisors advisors;
    private final Schedulers schedulers;
    private final RouterDesk desk;
    private final Announcer announcer;
    private final Writer writer;
    private final Runnable beat;
    private final LaterPasses later;
    private final Lineups lineups = new Lineups();
    private final Assignments assignments = new Assignments();
    private final WatchList watchList = new WatchList();
    private final Map<String, Reconciler> planes = new TreeMap<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private List<String> toldTroubles = List.of();
    /** What advisors were told of last. */
    private @Nullable Model advised;

    private boolean begun;
    private volatile Snapshot snapshot;

    /**
     * Makes passes of which none has run.
     *
     * @param beat called between steps that may take long
     */
    Passes(
            Configuration configuration,
            AdminTable admin,
            Plugins plugins,
            HealthMonitor monitor,
            Advisors advisors,
            Schedulers schedulers,
            RouterDesk desk,
            Announcer announcer,
            Writer writer,
            Runnable beat) {
        this.configuration = configuration;
        this.admin = admin;
        this.plugins = plugins;
        this.monitor = monitor;
        this.advisors = advisors;
        this.schedulers = schedulers;
        this.desk = desk;
        this.announcer = announcer;
        this.writer = writer;
        this.beat = beat;
        this.later = new LaterPasses(writer, this::run);
        this.snapshot = new Snapshot(
                configuration.inForce(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Routers.NONE);
    }

    /** Returns what the last pass has brought about. Any thread. */
    Snapshot snapshot() {
        return snapshot;
    }

    /** From here on there is something to bring about. */
    void begin() {
        begun = true;
    }

    boolean haveBegun() {
        return begun;
    }

    void add(DataPlane plane) {
        Reconciler reconciler = new Reconciler(plane, beat);
        reconciler.reread();
        planes.put(plane.name(), reconciler);
        LOG.info("data plane {} is here: {}", plane.name(), plane.capabilities().description());
        run();
    }

    void remove(DataPlane plane) {
        Reconciler there = planes.get(plane.name());
        if (there != null && there.plane() == plane) {
            planes.remove(plane.name());
            LOG.info("data plane {} is gone", plane.name());
            run();
        }
    }

    /** Asks the planes what they hold, and mends it. */
    void reread() {
        planes.values().forEach(plane -> {
            plane.reread();
            beat.run();
        });
        run();
    }

    /** Plug-ins have come or gone: what is watched may be watched otherwise. */
    void forgetWatched() {
        watchList.forget();
        advised = null;
    }

    /** Returns why virtual servers of {@code model} would be served by nobody, by name. */
    Map<String, String> refusedBy(Model model) {
        return new Assignments().of(model, planes, plugins).refused();
    }

    /** Tells whether readers of the snapshot do not know yet what is wrong with the files. */
    boolean isBehind() {
        return !configuration.problems().equals(snapshot.problems())
                || !configuration.secretTroubles().equals(toldTroubles);
    }

    /** Runs the pass that was asked for, or that the set in force has yet to have. */
    void runIfDue() {
        if (due.get() || configuration.inForce().number() != snapshot.inForce().number()) {
            run();
        }
    }

    /** Asks for a pass; many requests before it runs are one pass. Any thread. */
    void soon() {
        if (due.compareAndSet(false, true)) {
            writer.later(this::run);
        }
    }

    /** One pass of the reconciler: everything is looked at anew, only the difference is applied. */
    void run() {
        due.set(false);
        if (!begun) {
            return;
        }
        Model model = configuration.inForce().model();
        Map<RealServerRef, AdminTable.Entry> said = admin.all();
        Map<String, String> resting = watch(model, said);
        schedulers.forgetAllBut(model.pools().keySet());
        Map<String, Lineup> now =
                lineups.of(model.pools().values(), said, monitor, advisors::advice, System.nanoTime());
        Assignment assignment = assignments.of(model, planes, plugins);
        Map<String, Schedulers.Use> uses = new HashMap<>();
        Map<Ref, String> failures = new LinkedHashMap<>();
        Map<String, Set<String>> byPlane = assignment.byPlane();
        for (Map.Entry<String, Reconciler> plane : planes.entrySet()) {
            Reconciler reconciler = plane.getValue();
            reconciler.bring(
                    reconciler
                            .parts()
                            .of(
                                    model,
                                    byPlane.getOrDefault(plane.getKey(), Set.of()),
                                    reconciler.plane().capabilities(),
                                    now,
                                    pool -> uses.computeIfAbsent(
                                            pool,
                                            p -> schedulers.use(Objects.requireNonNull(
                                                    model.pools().get(p))))),
                    System.nanoTime());
            beat.run();
            failures.putAll(reconciler.failures());
        }
        Routers routers = desk.pass(
                model,
                new LiveTraffic(model, said, monitor::health, now, failures, assignment, planes.keySet()),
                System.nanoTime());
        publish(
                said,
                assignment,
                now,
                resting,
                failures,
                SchedulersInUse.of(model, assignment, planes, schedulers),
                routers);
        later.retry(!failures.isEmpty());
        later.grow(now.values().stream().anyMatch(Lineup::growing));
        later.change(desk.nanosToChange());
    }

    /** Watches what is to be watched; returns why the servers of pools are not checked, by pool. */
    private Map<String, String> watch(Model model, Map<RealServerRef, AdminTable.Entry> said) {
        Map<String, String> resting = model.virtualServers().values().stream().anyMatch(VirtualServer::haSuspend)
                ? Rests.of(model, snapshot.routers().reports())
                : Map.of();
        List<Watched> watched = watchList.of(model.pools().values(), said, resting.keySet());
        if (watched != null) {
            // What is known of renamed servers, and of those without a check, has to be in the table before the specs
            // are made.
            await(monitor.watch(watched));
        }
        if (!model.equals(advised)) {
            advised = model;
            advisors.use(model.pools().values());
        }
        return resting;
    }

    /** What an advisor is told. Any thread. */
    List<Observation> observe(Pool pool) {
        Collection<DataPlane> all = snapshot.planes().values();
        List<Observation> observations = new ArrayList<>();
        for (RealServer real : pool.reals()) {
            RealServerRef ref = new RealServerRef(pool.name(), real.name());
            RealHealth known = monitor.health(ref);
            Counters counters = Counters.ZERO;
            Rates rates = Rates.ZERO;
            for (DataPlane plane : all) {
                counters = counters.plus(plane.counters(new Ref.Real(ref)));
                rates = rates.plus(plane.rates(new Ref.Real(ref)));
            }
            observations.add(new Observation(
                    real.name(),
                    real.weight(),
                    known == null ? Health.UNKNOWN : known.health(),
                    known == null ? List.of() : known.checks(),
                    counters,
                    rates));
        }
        return observations;
    }

    private void await(Future<?> soon) {
        long end = System.nanoTime() + HEALTH_NANOS;
        while (System.nanoTime() - end < 0) {
            try {
                soon.get(BEAT_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                beat.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException e) {
                LOG.warn("health failed; the next pass goes on: {}", e.toString());
                return;
            }
        }
        LOG.warn("health did not answer; the next pass goes on");
    }

    private void publish(
            Map<RealServerRef, AdminTable.Entry> said,
            Assignment assignment,
            Map<String, Lineup> now,
            Map<String, String> resting,
            Map<Ref, String> failures,
            SchedulersInUse inUse,
            Routers routers) {
        Map<String, String> checkNotes =
                CheckNotes.of(configuration.inForce().model().pools().values(), plugins);
        Map<String, DataPlane> byName = new TreeMap<>();
        List<String> limits = new ArrayList<>();
        planes.forEach((name, plane) -> {
            byName.put(name, plane.plane());
            DataPlane.Capabilities able = plane.plane().capabilities();
            if (able.unable() != null) {
                limits.add("data plane " + name + ": " + able.unable());
            }
            limits.addAll(able.limits());
        });
        List<String> unpersisted = new ArrayList<>(configuration.unpersistedInWords());
        String unsaved = admin.unsaved();
        if (unsaved != null) {
            unpersisted.add("admin states and temporary weights: " + unsaved);
        }
        String storeProblem = configuration.storeProblem();
        if (storeProblem != null) {
            limits.add(storeProblem);
        }
        toldTroubles = configuration.secretTroubles();
        limits.addAll(toldTroubles);
        snapshot = new Snapshot(
                configuration.inForce(),
                configuration.problems(),
                List.copyOf(unpersisted),
                List.copyOf(limits),
                said,
                byName,
                assignment.planeOf(),
                assignment.why(),
                assignment.refused(),
                now,
                resting,
                advisors.notes(),
                failures,
                inUse.notes(),
                inUse.names(),
                checkNotes,
                routers);
        announcer.look(snapshot);
    }
}
