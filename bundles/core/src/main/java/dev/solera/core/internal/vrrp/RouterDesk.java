package dev.solera.core.internal.vrrp;

import dev.solera.api.VrrpInstance.Track.Kind;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Router;
import dev.solera.core.internal.model.TrackSettings;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.VrrpEngine;
import dev.solera.spi.VrrpListener;
import dev.solera.spi.VrrpSet;
import dev.solera.spi.VrrpSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works out what every virtual router is to go by and hands it to the engine when it has changed. Writer only; time is an argument. */
public final class RouterDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RouterDesk.class);
    private static final Set<Kind> OF_THE_HOST = EnumSet.of(Kind.INTERFACE, Kind.ROUTE);

    private final Sensors sensors;
    private final VrrpListener news;
    private final Runnable changed;
    private AutoCloseable engineWatch = () -> {};
    private AutoCloseable networkWatch = () -> {};
    private Map<Key, Tracked> tracked = new HashMap<>();
    private @Nullable VrrpEngine engine;
    private @Nullable HostNetwork network;
    private @Nullable VrrpSet applied;
    private long nanosToChange = Verdict.NEVER;
    private volatile boolean tracksHost;

    /**
     * Makes a desk without an engine.
     *
     * @param news told what engines tell
     * @param changed called when a pass is due; any thread, must return at once
     */
    public RouterDesk(Sensors sensors, VrrpListener news, Runnable changed) {
        this.sensors = sensors;
        this.news = news;
        this.changed = changed;
    }

    /** Takes an engine, which gets everything at the next pass, or none; what the one before has been told holds until another tells it otherwise. */
    public void use(@Nullable VrrpEngine now) {
        closeQuietly(engineWatch);
        engineWatch = now == null ? () -> {} : now.listen(news);
        engine = now;
        applied = null;
        LOG.info("VRRP engine {}", now == null ? "is gone" : "is here: " + now.description());
    }

    /** Takes somebody who knows the host's interfaces and routes, or nobody. */
    public void use(@Nullable HostNetwork now) {
        closeQuietly(networkWatch);
        networkWatch = now == null ? () -> {} : now.watch(this::onNetwork);
        network = now;
    }

    /** Listens to nobody any more. What the engine has been told holds. */
    @Override
    public void close() {
        closeQuietly(engineWatch);
        closeQuietly(networkWatch);
    }

    /** Looks at everything, folds it, and tells the engine what has changed. */
    public Routers pass(Model model, Traffic traffic, long nowNanos) {
        watch(model);
        long grace = model.appliance().updateGrace().toNanos();
        Map<String, Demands.Folded> folded = new HashMap<>();
        List<VrrpSpec> specs = new ArrayList<>();
        nanosToChange = Verdict.NEVER;
        for (Router router : model.routers().values()) {
            List<Tracked> own = new ArrayList<>();
            for (TrackSettings settings : router.tracks()) {
                Tracked one = tracked.get(Key.of(router, settings));
                if (one != null) {
                    one.look(sensors, network, traffic, grace, nowNanos);
                    nanosToChange = Math.min(nanosToChange, one.nanosToChange(grace, nowNanos));
                    own.add(one);
                }
            }
            Demands.Folded now = Demands.fold(router.instance(), own);
            folded.put(router.instance().name(), now);
            specs.add(new VrrpSpec(router.instance(), router.secrets(), now.demand()));
        }
        apply(new VrrpSet(
                specs,
                List.copyOf(model.groups().values()),
                model.appliance().permit(),
                model.appliance().updateGrace()));
        return Routers.of(engine, model, folded, limits(model));
    }

    /** Returns how long until a pass may come to something else by time alone, {@link Long#MAX_VALUE} for never. */
    public long nanosToChange() {
        return nanosToChange;
    }

    private void watch(Model model) {
        Map<Key, Tracked> now = new HashMap<>();
        Set<TrackSettings.What> whats = new HashSet<>();
        for (Router router : model.routers().values()) {
            for (TrackSettings settings : router.tracks()) {
                Key key = Key.of(router, settings);
                Tracked there = tracked.getOrDefault(key, new Tracked(settings));
                there.use(settings);
                now.put(key, there);
                whats.add(settings.what());
            }
        }
        tracked = now;
        tracksHost = tracksHost(model);
        sensors.watch(whats);
    }

    private void apply(VrrpSet set) {
        VrrpEngine to = engine;
        if (to == null || set.equals(applied)) {
            return;
        }
        try {
            to.apply(set);
            applied = set;
        } catch (RuntimeException | LinkageError e) {
            // Left as it is; the next pass tries again.
            LOG.error("VRRP engine: apply threw, which it must not", e);
        }
    }

    private List<String> limits(Model model) {
        List<String> limits = new ArrayList<>();
        if (engine == null && !model.routers().isEmpty()) {
            limits.add("virtual routers are configured, but VRRP is not installed (expected: feature solera-vrrp)");
        }
        if (network == null && tracksHost(model)) {
            limits.add("tracked interfaces and routes count as well: nobody watches the host's network");
        }
        return limits;
    }

    private static boolean tracksHost(Model model) {
        return model.routers().values().stream()
                .flatMap(router -> router.tracks().stream())
                .anyMatch(track -> OF_THE_HOST.contains(track.track().kind()));
    }

    /** Binding a thousand addresses makes as much news, of which nothing follows where no interface and no route is tracked. Any thread. */
    private void onNetwork() {
        if (tracksHost) {
            changed.run();
        }
    }

    private static void closeQuietly(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            LOG.debug("who was listened to is gone", e);
        }
    }

    /** A track is the same one as before as long as it looks at the same, whatever follows from that. */
    private record Key(String router, String label, TrackSettings.What what, boolean reverse) {
        static Key of(Router router, TrackSettings settings) {
            return new Key(router.instance().name(), settings.label(), settings.what(), settings.reverse());
        }
    }
}
