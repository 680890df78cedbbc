package dev.solera.core.internal.engine;

import dev.solera.api.AdminState;
import dev.solera.api.ApplianceEvent;
import dev.solera.api.ApplianceException;
import dev.solera.api.Caller;
import dev.solera.api.CheckResult;
import dev.solera.api.DrainProgress;
import dev.solera.api.Health;
import dev.solera.api.IpvsView;
import dev.solera.api.Pool;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.files.Disk;
import dev.solera.core.internal.files.EtcFolder;
import dev.solera.core.internal.files.KeyFile;
import dev.solera.core.internal.files.SecretFiles;
import dev.solera.core.internal.files.SetStore;
import dev.solera.core.internal.health.HealthMonitor;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.ModelReader;
import dev.solera.core.internal.model.Plugins;
import dev.solera.core.internal.vrrp.HostSensors;
import dev.solera.core.internal.vrrp.RouterDesk;
import dev.solera.core.internal.vrrp.RouterNews;
import dev.solera.spi.DataPlane;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.Pulse;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.WeightAdvisor.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
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
    private static final Duration DRAINS_LOOKED_AT = Duration.ofSeconds(1);
    private static final Duration HEALTH_SAVED = Duration.ofSeconds(10);
    private static final long FIRST_SET = 1;
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
    private final Drains drains;
    private final StuckWatch stuck;
    private final SingleThread health = new SingleThread("solera-health");
    private final HealthMonitor monitor;
    private final Writer writer = new Writer();
    private final DiskThread disk;
    private final SingleThread tracking = new SingleThread("solera-track");
    private final SingleThread news = new SingleThread("solera-vrrp-news");
    private final HostSensors sensors;
    private final RouterDesk desk;
    private final SingleThread advice = new SingleThread("solera-advice");
    private final Advisors advisors;
    private final Passes passes;
    private final Instant startedAt;
    private String folderProblem = "";
    private volatile long beatNanos = System.nanoTime();
    private volatile @Nullable Thread writerThread;
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
        this(etc, data, plugins, wall, events, published, Disk.HERE);
    }

    /** Makes one whose files are written by {@code beneath}, on a thread for that alone. */
    Engine(
            Path etc,
            Path data,
            Plugins plugins,
            Clock wall,
            Consumer<ApplianceEvent> events,
            Consumer<Published> published,
            Disk beneath) {
        this.disk = new DiskThread(this::whileTheDiskWrites, beneath);
        this.plugins = plugins;
        this.wall = wall;
        this.events = events;
        this.announcer = new Announcer(wall, events);
        this.drains = new Drains(announcer);
        this.published = accepted -> published.accept(new Published(accepted.number(), accepted.files()));
        SecretFiles secrets = new SecretFiles(etc);
        this.folder = EtcFolder.told(etc);
        SetStore store = new SetStore(data.resolve("sets"), disk);
        this.configuration = new Configuration(
                folder,
                store,
                new ModelReader(plugins, secrets::read),
                secrets,
                wall,
                new Journal(new KeyFile(data.resolve("state/applying"), disk)),
                disk);
        this.rollout =
                new Rollout(configuration, store, etc, new KeyFile(data.resolve("state/unconfirmed"), disk), wall);
        this.admin = new AdminTable(data.resolve("state/admin"), disk);
        this.healthFile = new HealthFile(data.resolve("state/health"), disk);
        PickWatch picks = new PickWatch();
        Schedulers schedulers = new Schedulers(
                plugins,
                (pool, fault) -> {
                    announcer.pluginFailing(pool, fault);
                    passSoon();
                },
                picks);
        this.stuck = new StuckWatch(
                picks, () -> snapshot().inForce().model().appliance().permit(), announcer::stuck);
        this.startedAt = wall.instant();
        this.sensors = new HostSensors(tracking, this::passSoon);
        this.desk = new RouterDesk(sensors, new RouterNews(news::execute, this::routerNews), this::passSoon);
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
        this.passes = new Passes(
                configuration, admin, plugins, monitor, advisors, schedulers, desk, announcer, writer, this::beat);
    }

    /** Reads what was before and what the folder holds, and goes to work. Returns when the first set is in force. */
    public void start() {
        writer.call(
                () -> {
                    admin.load();
                    monitor.remember(healthFile.load(wall.instant()));
                    configuration.start(System.nanoTime());
                    rollout.start();
                    passes.begin();
                    published.accept(configuration.inForce());
                    passes.run();
                    return null;
                },
                LONGEST_START);
        stuck.start();
        writer.every(POLL, this::poll);
        writer.every(REREAD, passes::reread);
        writer.every(DRAINS_LOOKED_AT, () -> drains.look(admin.all(), snapshot()));
        writer.every(HEALTH_SAVED, () -> {
            saveHealth();
            if (admin.unsaved() != null) {
                admin.retry();
                passes.run();
            }
        });
    }

    /** Tells of the end of the appliance where a pool wants it told ({@code omega}): as if all its servers had failed. */
    public void farewell() {
        writer.call(() -> {
            announcer.farewell(snapshot(), monitor::health);
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
        disk.close();
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
            passes.add(plane);
            return null;
        });
    }

    /** A data plane goes. */
    public void removePlane(DataPlane plane) {
        writer.call(() -> {
            passes.remove(plane);
            return null;
        });
    }

    /** A VRRP engine has come, or another in its place; null: the one there was goes. What it has been told holds until another tells it otherwise. */
    public void useVrrp(@Nullable VrrpEngine engine) {
        writer.call(() -> {
            desk.use(engine);
            passes.run();
            return null;
        });
    }

    /** Somebody who knows the host's interfaces and routes has come; null: has gone. */
    public void useNetwork(@Nullable HostNetwork network) {
        writer.call(() -> {
            desk.use(network);
            passes.run();
            return null;
        });
    }

    /** Schedulers or health checkers have come or gone. */
    public void pluginsChanged() {
        writer.later(() -> {
            if (passes.haveBegun()) {
                passes.forgetWatched();
                Configuration.Accepted accepted = configuration.reconsider();
                if (accepted != null) {
                    announce(accepted);
                }
                passes.run();
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
        return passes.snapshot();
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

    /** Returns how far a real server has come that an operator has taken out, null when nobody has. Any thread. */
    @Nullable
    DrainProgress drain(RealServerRef ref) {
        Snapshot now = snapshot();
        return drains.progress(ref, now.admin().get(ref), now.planes().values(), wall.instant());
    }

    CompletableFuture<CheckResult> runCheck(RealServerRef ref, String check) {
        return monitor.runNow(ref, check);
    }

    /** Returns the bytes of a file as it is in force, or null. Any thread. */
    public byte @Nullable [] bytesInForce(String file) {
        return snapshot().inForce().files().bytes(file);
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
            passes.run();
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
        return passes.refusedBy(model);
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
            passes.run();
            drains.look(admin.all(), snapshot());
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

    /** Who asked for a change waits for the disk; the change itself, health, drivers and VRRP do not. */
    private void whileTheDiskWrites() {
        beat();
        if (!passes.haveBegun() && configuration.inForce().number() == FIRST_SET) {
            // Nothing was in force before, so nothing that start has yet to find out can be against it.
            passes.begin();
        }
        passes.runIfDue();
    }

    private void poll() {
        beat();
        try {
            Configuration.Accepted accepted = configuration.poll(System.nanoTime());
            boolean expired = admin.expire(wall.instant());
            if (expired) {
                drains.look(admin.all(), snapshot());
            }
            if (rollout.expire(System.nanoTime())) {
                accepted = configuration.inForce();
            }
            if (accepted != null) {
                announce(accepted);
            }
            if (accepted != null || expired || passes.isBehind()) {
                passes.run();
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

    private void routerNews(ApplianceEvent event) {
        if (event instanceof ApplianceEvent.VrrpChanged) {
            passSoon(); // an address that comes or goes may wake or rest checks
        }
        events.accept(event);
    }

    private void passSoon() {
        passes.soon();
    }

    private List<Observation> observe(Pool pool) {
        return passes.observe(pool);
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
