package dev.solera.addresses.internal;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who holds what: a thing may have several holders, and stays while it has one. For one thread. */
final class Ledger<T> {
    /** In the order in which they came; nearly always one, so a list that knows to be small. */
    private final Map<T, List<RouterId>> holders = new HashMap<>();

    private final Map<RouterId, Set<T>> held = new HashMap<>();

    void take(T thing, RouterId holder) {
        holders.merge(thing, List.of(holder), Ledger::with);
        held.computeIfAbsent(holder, none -> new LinkedHashSet<>()).add(thing);
    }

    /** Returns whether nobody holds it any more. */
    boolean drop(T thing, RouterId holder) {
        held.computeIfPresent(holder, (h, things) -> things.remove(thing) && things.isEmpty() ? null : things);
        holders.computeIfPresent(thing, (t, there) -> without(there, holder));
        return !holders.containsKey(thing);
    }

    boolean isHeld(T thing) {
        return holders.containsKey(thing);
    }

    /** What a holder has, in the order in which it took it. */
    Set<T> of(RouterId holder) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(held.getOrDefault(holder, Set.of())));
    }

    Set<T> all() {
        return Collections.unmodifiableSet(holders.keySet());
    }

    private static List<RouterId> with(List<RouterId> there, List<RouterId> more) {
        return there.containsAll(more)
                ? there
                : Stream.concat(there.stream(), more.stream()).toList();
    }

    private static @Nullable List<RouterId> without(List<RouterId> there, RouterId holder) {
        List<RouterId> left =
                there.stream().filter(other -> !other.equals(holder)).toList();
        return left.isEmpty() ? null : left;
    }
}
