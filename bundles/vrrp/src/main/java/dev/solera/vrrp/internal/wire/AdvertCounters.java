package dev.solera.vrrp.internal.wire;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The counters of one virtual router, or of one interface. One thread counts, any thread reads. */
public final class AdvertCounters {
    /** Filled when made and not changed after, so that any thread may look into it. */
    private final EnumMap<AdvertCounter, AtomicLong> counts = new EnumMap<>(AdvertCounter.class);

    /** Starts at zero. */
    public AdvertCounters() {
        for (AdvertCounter counter : AdvertCounter.values()) {
            counts.put(counter, new AtomicLong());
        }
    }

    /** Adds one. Only the thread that owns the counters may call it. */
    public void count(AdvertCounter counter) {
        AtomicLong count = cell(counter);
        count.setOpaque(count.getPlain() + 1);
    }

    /** Returns how often {@code counter} was counted. Safe from any thread. */
    public long get(AdvertCounter counter) {
        return cell(counter).getOpaque();
    }

    /** Returns all of them, in the order of the enum. Safe from any thread. */
    public Map<AdvertCounter, Long> snapshot() {
        Map<AdvertCounter, Long> snapshot = new EnumMap<>(AdvertCounter.class);
        counts.forEach((counter, count) -> snapshot.put(counter, count.getOpaque()));
        return snapshot;
    }

    private AtomicLong cell(AdvertCounter counter) {
        AtomicLong count = counts.get(counter);
        if (count == null) {
            throw new IllegalStateException("no cell for " + counter);
        }
        return count;
    }
}
