package dev.solera.core.internal.engine;

import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one data plane from what it holds to what it is to hold. Writer only.
 *
 * <p>Edits go against the last known state; {@link #reread} finds out what the plane really holds, so that the next pass mends what
 * somebody else changed. Parts that were brought before and are the same objects still are passed over.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final DataPlane plane;
    private final Runnable beat;
    private final Parts parts = new Parts();
    private Map<Ref, Spec> known = new HashMap<>();
    private Map<Ref, String> failures = Map.of();
    /** Parts in force as they are here, by name; those of which anything was refused are not in it. */
    private final Map<String, Part> brought = new HashMap<>();
    /** What {@link #known} holds beside {@link #brought} has yet to be looked at. */
    private boolean whole = true;

    /**
     * Makes one that knows nothing yet.
     *
     * @param beat called between lists of edits
     */
    Reconciler(DataPlane plane, Runnable beat) {
        this.plane = plane;
        this.beat = beat;
    }

    DataPlane plane() {
        return plane;
    }

    Parts parts() {
        return parts;
    }

    /** Returns what the plane refused at the last pass, by object. */
    Map<Ref, String> failures() {
        return failures;
    }

    /** Asks the plane what it holds. */
    void reread() {
        try {
            known = new HashMap<>(plane.read());
            brought.clear();
            whole = true;
        } catch (RuntimeException e) {
            LOG.warn("data plane {}: cannot be read: {}", plane.name(), e.toString());
        }
    }

    /** Applies the difference; does nothing when there is none. */
    void bring(List<Part> desired, long nowNanos) {
        List<Part> changed = new ArrayList<>();
        Set<String> names = new HashSet<>(desired.size() * 2);
        for (Part part : desired) {
            names.add(part.name());
            if (brought.get(part.name()) != part) {
                changed.add(part);
            }
        }
        Map<Ref, Spec> after = new LinkedHashMap<>();
        changed.forEach(part -> part.specs().forEach(spec -> after.put(spec.ref(), spec)));
        List<Edit> edits = diff(known, after, gone(desired, changed, names, after), nowNanos);
        if (edits.isEmpty()) {
            failures = Map.of();
        } else {
            failures = apply(edits);
        }
        changed.forEach(part -> {
            brought.remove(part.name());
            if (part.specs().stream().noneMatch(spec -> failures.containsKey(spec.ref()))) {
                brought.put(part.name(), part);
            }
        });
        whole = !failures.isEmpty();
    }

    /** Returns what is there and not to be, as far as it can be among what has changed. */
    private List<Ref> gone(List<Part> desired, List<Part> changed, Set<String> names, Map<Ref, Spec> after) {
        List<Ref> gone = new ArrayList<>();
        if (whole) {
            Set<Ref> wanted = new HashSet<>();
            desired.forEach(part -> part.specs().forEach(spec -> wanted.add(spec.ref())));
            known.keySet().stream().filter(ref -> !wanted.contains(ref)).forEach(gone::add);
            brought.keySet().retainAll(names);
            return gone;
        }
        List<Part> old = new ArrayList<>();
        changed.forEach(part -> {
            Part before = brought.get(part.name());
            if (before != null) {
                old.add(before);
            }
        });
        brought.values().removeIf(part -> {
            boolean left = !names.contains(part.name());
            if (left) {
                old.add(part);
            }
            return left;
        });
        old.forEach(part -> part.specs().forEach(spec -> {
            if (!after.containsKey(spec.ref()) && known.containsKey(spec.ref())) {
                gone.add(spec.ref());
            }
        }));
        return gone;
    }

    /** Applies edits in lists of bounded length, with a beat between; returns what was refused. */
    private Map<Ref, String> apply(List<Edit> edits) {
        Map<Ref, String> refused = new LinkedHashMap<>();
        for (List<Edit> slice : Slices.of(edits, known)) {
            apply(slice, refused);
            beat.run();
        }
        refused.forEach((ref, reason) -> {
            if (!reason.equals(failures.get(ref))) {
                LOG.warn("data plane {} refused {}: {}", plane.name(), words(ref), reason);
            }
        });
        return refused;
    }

    private void apply(List<Edit> edits, Map<Ref, String> refused) {
        Set<Ref> failed = new HashSet<>();
        try {
            for (Failure failure : plane.apply(edits)) {
                failed.add(failure.ref());
                refused.putIfAbsent(failure.ref(), failure.reason());
            }
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("data plane {}: apply threw, which it must not: its state is read", plane.name(), e);
            reread();
            edits.forEach(edit -> refused.put(edit.ref(), "data plane " + plane.name() + " failed: " + e));
            return;
        }
        for (Edit edit : edits) {
            if (!failed.contains(edit.ref())) {
                if (edit instanceof Edit.Add add) {
                    known.put(add.ref(), add.spec());
                } else if (edit instanceof Edit.Change change) {
                    known.put(change.ref(), change.to());
                } else {
                    known.remove(edit.ref());
                }
            }
        }
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
     * way round. A real server that is removed has its pool's time to drain.
     *
     * @param desired what is to be; of what is in neither list nothing is said
     * @param gone what is not to be
     */
    static List<Edit> diff(Map<Ref, Spec> actual, Map<Ref, Spec> desired, List<Ref> gone, long nowNanos) {
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
            for (Ref ref : gone) {
                if (kind.isInstance(ref)) {
                    edits.add(new Edit.Remove(ref, deadline(ref, actual, desired, nowNanos)));
                }
            }
        }
        return edits;
    }

    private static long deadline(Ref ref, Map<Ref, Spec> actual, Map<Ref, Spec> desired, long nowNanos) {
        if (ref instanceof Ref.Real real) {
            Ref pool = new Ref.Group(real.ref().pool());
            Spec spec = desired.getOrDefault(pool, actual.get(pool));
            Duration drain = spec instanceof Spec.Group group ? group.drain() : Duration.ZERO;
            if (!drain.isZero()) {
                return nowNanos + drain.toNanos();
            }
        }
        return Edit.Remove.NO_DEADLINE;
    }
}
