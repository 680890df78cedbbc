package dev.solera.core.internal.engine;

import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one data plane from what it holds to what it is to hold. Writer only.
 *
 * <p>Edits go against the last known state; {@link #reread} finds out what the plane really holds, so that the next pass mends what
 * somebody else changed.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final DataPlane plane;
    private Map<Ref, Spec> known = new LinkedHashMap<>();
    private Map<Ref, String> failures = Map.of();

    Reconciler(DataPlane plane) {
        this.plane = plane;
    }

    DataPlane plane() {
        return plane;
    }

    /** Returns what the plane refused at the last pass, by object. */
    Map<Ref, String> failures() {
        return failures;
    }

    /** Asks the plane what it holds. */
    void reread() {
        try {
            known = new LinkedHashMap<>(plane.read());
        } catch (RuntimeException e) {
            LOG.warn("data plane {}: cannot be read: {}", plane.name(), e.toString());
        }
    }

    /** Applies the difference; does nothing when there is none. */
    void bring(Map<Ref, Spec> desired) {
        List<Edit> edits = diff(known, desired);
        if (edits.isEmpty()) {
            failures = Map.of();
            return;
        }
        Map<Ref, String> refused = new LinkedHashMap<>();
        try {
            for (Failure failure : plane.apply(edits)) {
                refused.putIfAbsent(failure.ref(), failure.reason());
            }
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("data plane {}: apply threw, which it must not: its state is read", plane.name(), e);
            reread();
            edits.forEach(edit -> refused.put(edit.ref(), "data plane " + plane.name() + " failed: " + e));
            failures = refused;
            return;
        }
        for (Edit edit : edits) {
            if (!refused.containsKey(edit.ref())) {
                if (edit instanceof Edit.Add add) {
                    known.put(add.ref(), add.spec());
                } else if (edit instanceof Edit.Change change) {
                    known.put(change.ref(), change.to());
                } else {
                    known.remove(edit.ref());
                }
            }
        }
        refused.forEach((ref, reason) -> {
            if (!reason.equals(failures.get(ref))) {
                LOG.warn("data plane {} refused {}: {}", plane.name(), words(ref), reason);
            }
        });
        failures = refused;
    }

    /** Returns the operator's name for {@code ref}. */
    static String words(Ref ref) {
        if (ref instanceof Ref.Service service) {
            return "virtual server " + service.name();
        }
        return ref instanceof Ref.Real real ? "real server " + real.ref() : "pool " + ((Ref.Group) ref).pool();
    }

    /**
     * Returns what leads from one state to the other: what others need first, what needs others next, and removals last and the other
     * way round.
     */
    static List<Edit> diff(Map<Ref, Spec> actual, Map<Ref, Spec> desired) {
        List<Edit> edits = new ArrayList<>();
        for (Class<? extends Ref> kind : List.of(Ref.Group.class, Ref.Real.class, Ref.Service.class)) {
            desired.forEach((ref, spec) -> {
                if (kind.isInstance(ref)) {
                    Spec there = actual.get(ref);
                    if (there == null) {
                        edits.add(new Edit.Add(spec));
                    } else if (!there.equals(spec)) {
                        edits.add(new Edit.Change(there, spec));
                    }
                }
            });
        }
        for (Class<? extends Ref> kind : List.of(Ref.Service.class, Ref.Real.class, Ref.Group.class)) {
            for (Ref ref : actual.keySet()) {
                if (kind.isInstance(ref) && !desired.containsKey(ref)) {
                    edits.add(new Edit.Remove(ref, Edit.Remove.NO_DEADLINE));
                }
            }
        }
        return edits;
    }
}
