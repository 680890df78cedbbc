package dev.solera.spi;

import java.util.Arrays;

/** How old the flows of a real server had become when they ended, by powers of two of a millisecond. Immutable. */
public final class Ages {
    /** How many steps there are: the last one begins at 12 days. */
    public static final int STEPS = 32;

    /** No flow has ended. */
    public static final Ages NONE = new Ages(new long[STEPS]);

    private final long[] ended;

    private Ages(long[] ended) {
        this.ended = ended;
    }

    /**
     * Takes over counts.
     *
     * @param ended {@link #STEPS} counts: [0] of flows that ended within 1 ms, [i] of those from 2^(i-1) ms to 2^i ms
     */
    public static Ages of(long[] ended) {
        if (ended.length != STEPS) {
            throw new IllegalArgumentException("steps: " + ended.length + " (expected: " + STEPS + ")");
        }
        return new Ages(ended.clone());
    }

    /** Returns the step that a flow of that age counts in. */
    public static int step(long millis) {
        return Math.min(STEPS - 1, Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, millis)));
    }

    /** Returns how many flows have ended. */
    public long count() {
        return Arrays.stream(ended).sum();
    }

    /** Returns how many of them were older than that, as if they were spread evenly over each step. */
    public double olderThan(long millis) {
        int step = step(millis);
        double older = 0;
        for (int i = step + 1; i < STEPS; i++) {
            older += ended[i];
        }
        double from = step == 0 ? 0 : 1L << (step - 1);
        double to = 1L << step;
        return older + ended[step] * Math.max(0, Math.min(1, (to - millis) / (to - from)));
    }

    /** Returns the flows of both. */
    public Ages plus(Ages other) {
        long[] sum = ended.clone();
        for (int i = 0; i < STEPS; i++) {
            sum[i] += other.ended[i];
        }
        return new Ages(sum);
    }
}
