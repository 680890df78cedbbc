package dev.solera.vrrp.internal.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who is due next: a binary heap in which each entry knows its place, so that a new time costs log n and no allocation. Times are compared by
 * difference. Used by one thread.
 */
final class Timetable<E extends Timetable.Entry> {
    private Entry[] heap = new Entry[16];
    private int size;

    /** Sets when {@code entry} is due, whether it was in or not. */
    void set(E entry, long dueNanos) {
        int at = entry.place;
        if (at < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            at = size++;
        }
        entry.dueNanos = dueNanos;
        down(entry, up(entry, at));
    }

    void remove(E entry) {
        int at = entry.place;
        if (at < 0) {
            return;
        }
        entry.place = -1;
        Entry last = heap[--size];
        if (last != entry) {
            down(last, up(last, at));
        }
    }

    /** Returns who is due by {@code nowNanos}, the most overdue first, or null when nobody is. It stays in. */
    @SuppressWarnings("unchecked") // only an E is ever set
    @Nullable
    E due(long nowNanos) {
        return size > 0 && heap[0].dueNanos - nowNanos <= 0 ? (E) heap[0] : null;
    }

    /** Returns how long until somebody is due, {@link Long#MAX_VALUE} when nobody ever is. */
    long left(long nowNanos) {
        return size > 0 ? heap[0].dueNanos - nowNanos : Long.MAX_VALUE;
    }

    private int up(Entry entry, int from) {
        int at = from;
        while (at > 0 && heap[(at - 1) / 2].dueNanos - entry.dueNanos > 0) {
            put(heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }
        put(entry, at);
        return at;
    }

    private void down(Entry entry, int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child].dueNanos - heap[child + 1].dueNanos > 0) {
                child++;
            }
            if (heap[child].dueNanos - entry.dueNanos >= 0) {
                break;
            }
            put(heap[child], at);
            at = child;
        }
        put(entry, at);
    }

    private void put(Entry entry, int at) {
        heap[at] = entry;
        entry.place = at;
    }

    /** Something with a time. */
    abstract static class Entry {
        long dueNanos;
        int place = -1;
    }
}
