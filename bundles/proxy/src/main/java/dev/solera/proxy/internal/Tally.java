package dev.solera.proxy.internal;

import dev.solera.api.Counters;
import dev.solera.spi.Ages;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Counters of one object: a row for each event loop, which alone writes it, summed when somebody reads. */
final class Tally {
    static final int ACTIVE = 0;
    static final int TOTAL = 1;
    static final int REQUESTS = 2;
    static final int BYTES_IN = 3;
    static final int BYTES_OUT = 4;
    static final int ERRORS = 5;
    static final int QUEUE = 6;
    static final int RETRIES = 7;

    /** Twice the counters, so that no two rows share a cache line. */
    private static final int ROW = 16;

    /** Flows of a step after which those of before count half. */
    private static final int MANY = 1 << 20;

    private final AtomicLongArray[] rows;
    /** How old flows became; a row is made with the first. */
    private final AtomicReferenceArray<AtomicIntegerArray> ages;

    Tally(int loops) {
        rows = new AtomicLongArray[loops];
        ages = new AtomicReferenceArray<>(loops);
        for (int i = 0; i < loops; i++) {
            rows[i] = new AtomicLongArray(ROW);
        }
    }

    /** Adds to a counter. Called by {@code loop}'s thread alone. */
    void add(Loop loop, int counter, long n) {
        AtomicLongArray row = rows[loop.index()];
        row.setOpaque(counter, row.getPlain(counter) + n);
    }

    /** A flow has ended. Called by {@code loop}'s thread alone. */
    void ended(Loop loop, long ageNanos) {
        AtomicIntegerArray row = ages.getPlain(loop.index());
        if (row == null) {
            row = new AtomicIntegerArray(Ages.STEPS);
            ages.setRelease(loop.index(), row);
        }
        int step = Ages.step(ageNanos / 1_000_000);
        int count = row.getPlain(step) + 1;
        row.setOpaque(step, count);
        if (count >= MANY) {
            for (int i = 0; i < Ages.STEPS; i++) {
                row.setOpaque(i, row.getPlain(i) / 2);
            }
        }
    }

    Ages ages() {
        long[] sum = new long[Ages.STEPS];
        for (int i = 0; i < ages.length(); i++) {
            AtomicIntegerArray row = ages.getAcquire(i);
            for (int step = 0; row != null && step < Ages.STEPS; step++) {
                sum[step] += row.getOpaque(step);
            }
        }
        return Ages.of(sum);
    }

    Counters sum() {
        return new Counters(
                sum(ACTIVE),
                sum(TOTAL),
                sum(REQUESTS),
                sum(BYTES_IN),
                sum(BYTES_OUT),
                sum(ERRORS),
                sum(QUEUE),
                sum(RETRIES));
    }

    private long sum(int counter) {
        long sum = 0;
        for (AtomicLongArray row : rows) {
            sum += row.getOpaque(counter);
        }
        return sum;
    }
}
