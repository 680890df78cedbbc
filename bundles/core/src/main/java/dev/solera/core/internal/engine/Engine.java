package dev.solera.core.internal.engine;

import dev.solera.api.AdminState;
import dev.solera.api.ApplianceEvent;
import dev.solera.api.ApplianceException;
import dev.solera.api.Caller;
import dev.solera.api.CheckResult;
import dev.solera.api.Counters;
import dev.solera.api.Health;
import dev.solera.api.IpvsView;
import dev.solera.api.Pool;
import dev.solera.api.Rates;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.files.EtcFolder;
import dev.solera.core.internal.files.KeyFile;
import dev.solera.core.internal.files.SecretFiles;
import dev.solera.core.internal.files.SetStore;
import dev.solera.core.internal.health.HealthMonitor;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.core.internal.health.Watched;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.ModelReader;
import dev.solera.core.internal.model.Plugins;
import dev.solera.core.internal.vrrp.HostSensors;
import dev.solera.core.internal.vrrp.RouterDesk;
import dev.solera.core.internal.vrrp.RouterNews;
import dev.solera.core.internal.vrrp.Routers;
import dev.solera.spi.DataPlane;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.Pulse;
import dev.solera.spi.Ref;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.WeightAdvisor.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: everything that changes desired state runs on its thread, one thing at a time.
 *
 * <p>Public methods may be called from any thread.
 */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration REREAD = LaterPasses.LONGEST_RETRY;
    private static final Duration HEALTH_SAVED = Duration.ofSeconds(10);
    /** Thousands of files on a slow machine take their time, and half an appliance is no better than a late one. */
    private static final Duration LONGEST_START = Duration.ofMinutes(10);

    private final Plugins plugins;
    private final Clock wall;
    private final Consumer<ApplianceEvent> events;
    private final Announcer announcer;
    private final Consumer<Configuration.Accepted> published;
    private final EtcFolder folder;
    private final Configuration configuration;
    private final Rollout rollout;
    private final AdminTable admin;
    private final HealthFile healthFile;
    private final Schedulers schedulers;
    private final StuckWatch stuck;
    private final Lineups lineups = new Lineups();
    private final Assignments assignments = new Assignments();
    private final WatchList watchList = new WatchList();
    private final SingleThread health = new SingleThread("solera-health");
    private final HealthMonitor monitor;
    private final Writer writer = new Writer();
    private final Map<String, Reconciler> planes = new TreeMap<>();
    private final AtomicBoolean passDue = new AtomicBoolean();
    private final SingleThread tracking = new SingleThread("solera-track");
    private final SingleThread news = new SingleThread("solera-vrrp-news");
    private final HostSensors sensors;
    private final RouterDesk desk;
    private final LaterPasses later;
    private final SingleThread advice = new SingleThread("solera-advice");
    private final Advisors advisors;
    private List<String> toldTroubles = List.of();
    private final Instant startedAt;
    private String folderProblem = "";
    private boolean started;
    private volatile long beatNanos = System.nanoTime();
    private volatile @Nullable Thread writerThread;
    private volatile Snapshot snapshot;
    private volatile @Nullable IpvsView ipvs;

    /**
     * Makes an engine that has read nothing yet.
     *
     * @param etc the folder of the configuration files
     * @param data folder of its own, made when missing
     * @param events told what happens, on the writer's or the health thread; must return at once
     */
    public Engine(
            Path etc,
            Path data,
            Plugins plugins,
            Clock wall,
            Consumer<ApplianceEvent> events,
            Consumer<Published> published) {
        this.plugins = plugins;
        this.wall = wall;
        this.events = events;
        this.announcer = new Announcer(wall, events);
        this.published = accepted -> published.accept(new Published(accepted.number(), accepted.files()));
        SecretFiles secrets = new SecretFiles(etc);
        this.folder = EtcFolder.told(etc);
        SetStore store = new SetStore(data.resolve("sets"));
        this.configuration = new Configuration(
                folder,
                store,
                new ModelReader(plugins, secrets::read),
                secrets,
                wall,
                new Journal(data.resolve("state/applying")));
        this.rollout = new Rollout(configuration, store, etc, new KeyFile(data.resolve("state/unconfirmed")), wall);
        this.admin = new AdminTable(data.resolve("state/admin"));
        this.healthFile = new HealthFile(data.resolve("state/health"));
        PickWatch picks = new PickWatch();
        this.schedulers = new Schedulers(
                plugins,
                (pool, fault) -> {
                    announcer.pluginFailing(pool, fault);
                    passSoon();
                },
                picks);
        this.stuck = new StuckWatch(
                picks, () -> snapshot.inForce().model().appliance().permit(), announcer::stuck);
        this.startedAt = wall.instant();
        this.sensors = new HostSensors(tracking, this::passSoon);
        this.desk = new RouterDesk(sensors, new RouterNews(news::execute, this::routerNews), this::passSoon);
        this.later = new LaterPasses(writer, this::pass);
        this.monitor = new HealthMonitor(plugins, health, wall, new HealthMonitor.Listener() {
            @Override
            public void healthChanged(RealServerRef ref, Health from, Health to, String why) {
                announcer.health(ref, from, to, why);
                passSoon();
            }

            @Override
            public void checkerFailing(RealServerRef ref, String what) {
                announcer.checkerFailing(ref, what);
            }
        });
        this.advisors = new Advisors(plugins, advice, AdviceThreads.make(), this::observe, this::passSoon);
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

    /** Reads what was before and what the folder holds, and goes to work. Returns when the first set is in force. */
    public void start() {
        writer.call(
                () -> {
                    admin.load();
                    monitor.remember(healthFile.load(wall.instant()));
                    configuration.start(System.nanoTime());
                    rollout.start();
                    started = true;
                    published.accept(configuration.inForce());
                    pass();
                    return null;
                },
                LONGEST_START);
        stuck.start();
        writer.every(POLL, this::poll);
        writer.every(REREAD, () -> {
            planes.values().forEach(plane -> {
                plane.reread();
                beat();
            });
            pass();
        });
        writer.every(HEALTH_SAVED, () -> {
            saveHealth();
            if (admin.unsaved() != null) {
                admin.retry();
                pass();
            }
        });
    }

    /** Tells of the end of the appliance where a pool wants it told ({@code omega}): as if all its servers had failed. */
    public void farewell() {
        writer.call(() -> {
            announcer.farewell(snapshot, monitor::health);
            return null;
        });
    }

    /** Stops watching and checking. What the data planes carry goes on. */
    @Override
    public void close() {
        try {
            writer.call(() -> {
                saveHealth();
                return null;
            });
        } catch (ApplianceException e) {
            LOG.warn("stopping: {}", e.getMessage());
        }
        stuck.close();
        writer.close();
        try {
            folder.close();
        } catch (IOException e) {
            LOG.debug("stopping", e);
        }
        desk.close();
        sensors.close();
        tracking.close();
        news.close();
        monitor.close();
        health.close();
        advisors.close();
        advice.close();
    }

    /** A data plane has come. */
    public void addPlane(DataPlane plane) {
        writer.call(() -> {
            Reconciler reconciler = new Reconciler(plane, this::beat);
            reconciler.reread();
            planes.put(plane.name(), reconciler);
            LOG.info(
                    "data plane {} is here: {}",
                    plane.name(),
                    plane.capabilities().description());
            pass();
            return null;
        });
    }

    /** A data plane goes. */
    public void removePlane(DataPlane plane) {
        writer.call(() -> {
            Reconciler there = planes.get(plane.name());
            if (there != null && there.plane() == plane) {
                planes.remove(plane.name());
                LOG.info("data plane {} is gone", plane.name());
                pass();
            }
            return null;
        });
    }

    /** A VRRP engine has come, or another in its place; null: the one there was goes. What it has been told holds until another tells it otherwise. */
    public void useVrrp(@Nullable VrrpEngine engine) {
        writer.call(() -> {
            desk.use(engine);
            pass();
            return null;
        });
    }

    /** Somebody who knows the host's interfaces and routes has come; null: has gone. */
    public void useNetwork(@Nullable HostNetwork network) {
        writer.call(() -> {
            desk.use(network);
            pass();
            return null;
        });
    }

    /** Schedulers or health checkers have come or gone. */
    public void pluginsChanged() {
        writer.later(() -> {
            if (started) {
                watchList.forget();
                Configuration.Accepted accepted = configuration.reconsider();
                if (accepted != null) {
                    announce(accepted);
                }
                pass();
            }
        });
    }

    /** What reads the kernel's IPVS has come, or another in its place; null: it has gone. Any thread. */
    public void useIpvs(@Nullable IpvsView view) {
        ipvs = view;
    }

    @Nullable
    IpvsView ipvs() {
        return ipvs;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** A thread has come that has to be alive for this node to serve. */
    public void addPulse(Pulse pulse) {
        stuck.add(pulse);
    }

    /** Such a thread goes, in good order. */
    public void removePulse(Pulse pulse) {
        stuck.remove(pulse);
    }

    /** Returns what has stopped, in words. Any thread. */
    List<String> stuck() {
        return stuck.words();
    }

    Instant startedAt() {
        return startedAt;
    }

    Plugins plugins() {
        return plugins;
    }

    @Nullable
    RealHealth health(RealServerRef ref) {
        return monitor.health(ref);
    }

    CompletableFuture<CheckResult> runCheck(RealServerRef ref, String check) {
        return monitor.runNow(ref, check);
    }

    /** Returns the bytes of a file as it is in force, or null. Any thread. */
    public byte @Nullable [] bytesInForce(String file) {
        return snapshot.inForce().files().bytes(file);
    }

    /**
     * Changes a file; returns when that is in force.
     *
     * @param edit from the bytes in force (null when there is no such file) to the new ones (null to remove it)
     * @return why it is not on disk, or null when it is
     * @throws ApplianceException when it is refused
     */
    public @Nullable String editFile(String file, Caller caller, FileEdit edit) {
        return change(() -> configuration.edit(file, edit.apply(configuration.bytesInForce(file)), caller));
    }

    /** Runs a change of the configuration on the writer; when a set comes into force by it, that is told of and brought about. */
    <T extends @Nullable Object> T change(Callable<T> change) {
        return writer.call(() -> {
            long before = configuration.inForce().number();
            T result = change.call();
            if (configuration.inForce().number() != before) {
                announce(configuration.inForce());
            }
            pass();
            return result;
        });
    }

    /** Runs a look at the configuration on the writer. */
    <T extends @Nullable Object> T onWriter(Callable<T> look) {
        return writer.call(look);
    }

    /** Returns what applies sets as a whole and takes them back; used within {@link #change}, but for what it says of itself. */
    Rollout rollout() {
        return rollout;
    }

    /** Returns why virtual servers of {@code model} would be served by nobody, by name. Writer only. */
    Map<String, String> refusedBy(Model model) {
        return new Assignments().of(model, planes, plugins).refused();
    }

    /** Puts a file back as it was last read, after a stranger has written over it. */
    public void restoreFile(String file) {
        writer.call(() -> {
            configuration.restore(file);
            return null;
        });
    }

    /**
     * Sets run-time state of a real server; returns when it is in force.
     *
     * @param change from what holds now to what shall hold
     * @return why it will not survive a restart, or null when it will
     */
    @Nullable
    String setAdmin(RealServerRef ref, Caller caller, UnaryOperator<AdminTable.Entry> change) {
        return writer.call(() -> {
            if (configuration.inForce().model().pools().get(ref.pool()) == null) {
                throw new ApplianceException("no pool " + ref.pool());
            }
            AdminState before = admin.state(ref);
            AdminTable.Entry entry = change.apply(admin.of(ref));
            String reason = admin.set(ref, entry);
            if (before != entry.state()) {
                announcer.admin(ref, before, entry, caller);
            }
            pass();
            return reason;
        });
    }

    /** Returns {@link System#nanoTime()} of the writer's last sign of life; one comes each 100 ms. Any thread. */
    public long lastBeatNanos() {
        return beatNanos;
    }

    /** Returns the writer's thread, null before it has run. Any thread. */
    public @Nullable Thread writerThread() {
        return writerThread;
    }

    private void beat() {
        beatNanos = System.nanoTime();
        writerThread = Thread.currentThread();
    }

    private void poll() {
        beat();
        try {
            Configuration.Accepted accepted = configuration.poll(System.nanoTime());
            boolean expired = admin.expire(wall.instant());
            if (rollout.expire(System.nanoTime())) {
                accepted = configuration.inForce();
            }
            if (accepted != null) {
                announce(accepted);
            }
            if (accepted != null
                    || expired
                    || !configuration.problems().equals(snapshot.problems())
                    || !configuration.secretTroubles().equals(toldTroubles)) {
                pass();
            }
            folderProblem = "";
        } catch (IOException e) {
            if (!folderProblem.equals(e.toString())) {
                folderProblem = e.toString();
                LOG.warn("cannot list the configuration folder: {}", folderProblem);
            }
        }
    }

    private void announce(Configuration.Accepted accepted) {
        published.accept(accepted);
        announcer.applied(accepted);
    }

    /** One pass of the reconciler: everything is looked at anew, only the difference is applied. Writer only. */
    private void pass() {
        passDue.set(false);
        if (!started) {
            return;
        }
        Model model = configuration.inForce().model();
        Map<RealServerRef, AdminTable.Entry> said = admin.all();
        Map<String, String> resting = watch(model, said);
        schedulers.forgetAllBut(model.pools().keySet());
        Map<String, Lineup> now =
                lineups.of(model.pools().values(), said, monitor::health, advisors::advice, System.nanoTime());
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
            beat();
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
            advisors.use(model.pools().values());
        }
        return resting;
    }

    /** What an advisor is told. Any thread. */
    private List<Observation> observe(Pool pool) {
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

    private static void await(Future<?> soon) {
        try {
            soon.get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("health did not answer; the next pass goes on: {}", e.toString());
        }
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

    private void routerNews(ApplianceEvent event) {
        if (event instanceof ApplianceEvent.VrrpChanged) {
            passSoon(); // an address that comes or goes may wake or rest checks
        }
        events.accept(event);
    }

    /** Asks for a pass; many requests before it runs are one pass. Any thread. */
    private void passSoon() {
        if (passDue.compareAndSet(false, true)) {
            writer.later(this::pass);
        }
    }

    private void saveHealth() {
        Collection<Pool> pools = configuration.inForce().model().pools().values();
        healthFile.save(wall.instant(), HealthFile.known(pools, monitor::health));
    }

    /** A change of one file's bytes. */
    @FunctionalInterface
    public interface FileEdit {
        /** Returns the new bytes; null stands for no file on both sides. */
        byte @Nullable [] apply(byte @Nullable [] inForce);
    }
}
