package dev.solera.proxy.internal;

import dev.solera.api.Counters;
import java.util.concurrent.atomic.AtomicLongArray;

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

    private final AtomicLongArray[] rows;

    Tally(int loops) {
        rows = new AtomicLongArray[loops];
        for (int i = 0; i < loops; i++) {
            rows[i] = new AtomicLongArray(ROW);
        }
    }

    /** Adds to a counter. Called by {@code loop}'s thread alone. */
    void add(Loop loop, int counter, long n) {
        AtomicLongArray row = rows[loop.index()];
        row.setOpaque(counter, row.getPlain(counter) + n);
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
