package dev.solera.core.internal.vrrp;

import dev.solera.core.internal.model.TrackSettings;
import dev.solera.core.internal.vrrp.Reading.State;
import dev.solera.spi.HostNetwork;
import org.jspecify.annotations.Nullable;

/** One track of one virtual router, and what is known of it. Writer only. */
final class Tracked {
    private final Verdict verdict = new Verdict();
    private TrackSettings settings;
    private boolean enough;

    Tracked(TrackSettings settings) {
        this.settings = settings;
    }

    TrackSettings settings() {
        return settings;
    }

    /** Takes other settings of what is the same to look at. */
    void use(TrackSettings now) {
        settings = now;
    }

    void look(Sensors sensors, @Nullable HostNetwork network, Traffic traffic, long graceNanos, long nowNanos) {
        Reading reading = read(sensors, network, traffic);
        verdict.look(reading, settings.delay().toNanos(), graceNanos, nowNanos);
    }

    /** Returns how long until this may change without anything else changing. */
    long nanosToChange(long graceNanos, long nowNanos) {
        return verdict.nanosToChange(graceNanos, nowNanos);
    }

    /** Tells whether it counts as failing; what is not known counts as well. */
    boolean failed() {
        State state = verdict.counting().state();
        return state != State.UNKNOWN && state == State.FAILS != settings.reverse();
    }

    /** Returns the number in a tracked file, its sign turned if the track is the other way round. */
    int number() {
        return settings.reverse()
                ? -verdict.counting().value()
                : verdict.counting().value();
    }

    /** Returns why it became what it is; the same for as long as it is. */
    String reason() {
        return settings.label() + ": " + verdict.reason();
    }

    String words() {
        return verdict.words() + (settings.reverse() ? ", counted the other way round" : "");
    }

    private Reading read(Sensors sensors, @Nullable HostNetwork network, Traffic traffic) {
        TrackSettings.What what = settings.what();
        if (what instanceof TrackSettings.Link link) {
            return network == null ? unwatched() : link(network, link);
        }
        if (what instanceof TrackSettings.KernelRoute route) {
            return network == null ? unwatched() : route(network, route);
        }
        if (what instanceof TrackSettings.PoolWeight pool) {
            return pool(traffic.pool(pool.pool()), pool);
        }
        if (what instanceof TrackSettings.Serving serving) {
            return traffic.server(serving.virtualServer());
        }
        return sensors.read(what);
    }

    private static Reading unwatched() {
        return Reading.unknown("nobody watches the host's network");
    }

    private static Reading link(HostNetwork network, TrackSettings.Link link) {
        return network.find(link.name())
                .map(there -> there.up() ? Reading.well("up") : Reading.fails(there.why()))
                .orElseGet(() -> Reading.fails("no such interface"));
    }

    private static Reading route(HostNetwork network, TrackSettings.KernelRoute route) {
        return network.hasRoute(route.destination(), route.prefix(), route.device(), route.table())
                ? Reading.well("the route is there")
                : Reading.fails("no such route");
    }

    /** As in keepalived: gained at quorum + hysteresis, lost below quorum − hysteresis or at nothing. */
    private Reading pool(Traffic.Load load, TrackSettings.PoolWeight pool) {
        boolean first = verdict.counting().state() == State.UNKNOWN;
        long gained = first ? pool.quorum() : pool.quorum() + (long) pool.hysteresis();
        long kept = Math.max(1, pool.quorum() - (long) pool.hysteresis());
        String words = "weight " + load.serving() + " of " + pool.quorum();
        if (load.serving() < (enough ? kept : gained)
                && load.serving() + load.unknown() >= kept
                && load.unknown() > 0) {
            return Reading.unknown(words + ", the first checks are under way");
        }
        enough = load.serving() >= (enough ? kept : gained);
        return enough ? Reading.well(words) : Reading.fails(words);
    }
}
