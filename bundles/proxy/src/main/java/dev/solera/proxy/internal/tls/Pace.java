package dev.solera.proxy.internal.tls;

import java.util.concurrent.atomic.AtomicLong;

/**
 * So many a second and no more, a tenth of that at once after a pause: the generic cell rate algorithm (ITU-T I.371). Any thread, without a
 * lock.
 */
public final class Pace {
    private static final long SECOND = 1_000_000_000;

    private final long gapNanos;
    private final long burstNanos;
    /** When the next one is due if they came evenly. */
    private final AtomicLong due;

    /**
     * Starts with a pause behind it.
     *
     * @param rate a second; 0 for no limit
     */
    Pace(int rate, long nowNanos) {
        gapNanos = rate == 0 ? 0 : SECOND / rate;
        burstNanos = rate == 0 ? 0 : Math.max(0, rate / 10 - 1) * gapNanos;
        due = new AtomicLong(nowNanos);
    }

    /** Counts one in and returns 0; or returns in how many nanoseconds it is worth another try. */
    public long take(long nowNanos) {
        if (gapNanos == 0) {
            return 0;
        }
        while (true) {
            long was = due.get();
            long even = was - (nowNanos - burstNanos) > 0 ? was : nowNanos - burstNanos;
            if (even - nowNanos > 0) {
                return even - nowNanos;
            }
            if (due.compareAndSet(was, even + gapNanos)) {
                return 0;
            }
        }
    }
}
