package dev.solera.addresses.internal;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Who holds what: a thing may have several holders, and stays while it has one. For one thread. */
final class Ledger<T> {
    private final Map<T, Set<RouterId>> holders = new HashMap<>();
    private final Map<RouterId, Set<T>> held = new HashMap<>();

    void take(T thing, RouterId holder) {
        holders.computeIfAbsent(thing, none -> new LinkedHashSet<>()).add(holder);
        held.computeIfAbsent(holder, none -> new LinkedHashSet<>()).add(thing);
    }

    /** Returns whether nobody holds it any more. */
    boolean drop(T thing, RouterId holder) {
        remove(held, holder, thing);
        remove(holders, thing, holder);
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

    private static <K, V> void remove(Map<K, Set<V>> map, K key, V value) {
        Set<V> values = map.get(key);
        if (values != null && values.remove(value) && values.isEmpty()) {
            map.remove(key);
        }
    }
}
