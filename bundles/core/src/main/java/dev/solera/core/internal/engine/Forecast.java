package dev.solera.core.internal.engine;

import dev.solera.spi.Ages;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a server that takes no new flows will be empty.
 *
 * <p>Its flows are all at least as old as the drain. Where ages of past flows are known: of those that became older than {@code t}, the share
 * that became older than {@code t + x} is S(t + x) / S(t), and the server is empty when {@code left · S(t + x) / S(t)} falls below one half. With
 * 100 flows before, 50 of which took 1 s and 50 took 10 s, 4 flows left after 2 s have 14 s to go: ages are known to a power of two. Where they are not known, as
 * behind the kernel's balancer: flows have ended at a rate λ since the beginning, {@code left = first · e^(-λt)}, and go on so. 100 flows of
 * which 10 are left after 60 s will be gone in 78 s.
 *
 * @param emptyIn after so long, null when nothing can be said
 * @param basis what it goes by, in words
 */
record Forecast(@Nullable Duration emptyIn, String basis) {
    private static final Forecast UNKNOWN = new Forecast(null, "");

    /** Of fewer flows nothing can be learnt. */
    private static final int FEWEST = 20;

    /** What is left when a server counts as empty, in flows. */
    private static final double EMPTY = 0.5;

    /** The oldest age that is told apart. */
    private static final long LONGEST_MILLIS = 1L << (Ages.STEPS - 1);

    /**
     * Looks ahead.
     *
     * @param left flows in progress
     * @param first flows when it began
     * @param drained how long ago that was
     * @param ages of flows that have ended, of whatever time
     */
    static Forecast of(long left, long first, Duration drained, Ages ages) {
        if (left == 0) {
            return new Forecast(Duration.ZERO, "");
        }
        long age = drained.toMillis();
        double survivors = ages.olderThan(age);
        if (ages.count() >= FEWEST && survivors >= 1) {
            return new Forecast(byAges(left, age, survivors, ages), "by the ages of " + ages.count() + " flows before");
        }
        if (first - left >= FEWEST && age > 0) {
            double perMilli = Math.log((double) first / left) / age;
            long millis = (long) Math.ceil(Math.log(left / EMPTY) / perMilli);
            return new Forecast(Duration.ofMillis(millis), "by the " + (first - left) + " that have ended since");
        }
        return UNKNOWN;
    }

    /** Halves the interval in which the last flow ends: S falls with age. */
    private static Duration byAges(long left, long age, double survivors, Ages ages) {
        long low = age;
        long high = LONGEST_MILLIS;
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (left * ages.olderThan(middle) / survivors < EMPTY) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Duration.ofMillis(high - age);
    }
}
