package dev.solera.core.internal.vrrp;

import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpInstance.Track.Effect;
import dev.solera.api.VrrpInstance.Track.Kind;
import dev.solera.api.VrrpStatus.Part;
import dev.solera.core.internal.files.FileId;
import dev.solera.spi.VrrpDemand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folds what a virtual router tracks into one demand. Pure. */
final class Demands {
    private static final int OWNER = 255;
    private static final int LEAST = 1;
    private static final int MOST = 254;
    private static final int MOST_WEIGHT = 253;

    private final VrrpInstance instance;
    private final List<Part> parts = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> yields = new ArrayList<>();
    private int sum;

    private Demands(VrrpInstance instance) {
        this.instance = instance;
        String file = new FileId("vrrp", instance.name()).fileName();
        parts.add(new Part("configured", instance.priority(), "priority in " + file, false));
    }

    static Folded fold(VrrpInstance instance, List<Tracked> tracks) {
        Demands demands = new Demands(instance);
        tracks.forEach(demands::add);
        int priority = instance.priority() == OWNER
                ? OWNER
                : Math.max(LEAST, Math.min(MOST, instance.priority() + demands.sum));
        return new Folded(
                new VrrpDemand(priority, joined(demands.faults), joined(demands.yields)), List.copyOf(demands.parts));
    }

    private void add(Tracked tracked) {
        VrrpInstance.Track track = tracked.settings().track();
        boolean failed = tracked.failed();
        int change = 0;
        if (track.effect() == Effect.WEIGHT && track.kind() == Kind.FILE) {
            long product = (long) tracked.number() * track.weight();
            failed = product < 0;
            change = (int) Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, product));
            if (product < -MOST_WEIGHT) {
                faults.add(tracked.reason());
            }
        } else if (track.effect() == Effect.WEIGHT) {
            change = failed == track.weight() < 0 ? track.weight() : 0;
        } else if (failed) {
            // A pool or virtual server that fails is given up only for somebody who takes over: alone, half a service
            // is more than none.
            boolean fault =
                    track.effect() == Effect.FAULT && track.kind() != Kind.POOL && track.kind() != Kind.VIRTUALSERVER;
            (fault ? faults : yields).add(tracked.reason());
        }
        if (instance.priority() == OWNER) {
            change = 0;
        }
        sum += change;
        parts.add(new Part(tracked.settings().label(), change, tracked.words(), failed));
    }

    private static @Nullable String joined(List<String> reasons) {
        return reasons.isEmpty() ? null : String.join("; ", reasons);
    }

    /**
     * What came of it.
     *
     * @param demand for the engine
     * @param parts of the priority, the configured one first
     */
    public record Folded(VrrpDemand demand, List<Part> parts) {}
}
