package dev.solera.packet.internal;

import com.sun.jna.Memory;
import java.util.concurrent.TimeUnit;

/** Turns the kernel's receive times, which are wall clock, into {@link System#nanoTime()}. For one thread. */
final class KernelClock {
    /** No frame waits longer to be read; more is a step of the wall clock. */
    static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int CLOCK_REALTIME = 0;
    private static final long CLOSE_NANOS = 20_000;
    private static final int MOST_ATTEMPTS = 4;

    private final Memory time = new Memory(16); // struct timespec
    private final long address = LibC.address(time);

    /** Returns when a frame came in that the kernel stamped so; now when the stamp lies in the future, 2 s ago when it is older. */
    long nanoTimeOf(long stampSeconds, long stampNanos) {
        // The two clocks cannot be read at once; a thread held up between them reads them again.
        for (int attempt = 1; ; attempt++) {
            long beforeNanos = System.nanoTime();
            if (LibC.clock_gettime(CLOCK_REALTIME, address) < 0) {
                return beforeNanos;
            }
            long spanNanos = System.nanoTime() - beforeNanos;
            if (spanNanos < CLOSE_NANOS || attempt == MOST_ATTEMPTS) {
                long nowNanos = beforeNanos + spanNanos / 2;
                return nanoTimeOf(stampSeconds, stampNanos, time.getLong(0), time.getLong(8), nowNanos);
            }
        }
    }

    static long nanoTimeOf(long stampSeconds, long stampNanos, long realSeconds, long realNanos, long nowNanos) {
        long seconds = Math.max(-1, Math.min(realSeconds - stampSeconds, 3)); // far off either way: no overflow below
        long age = TimeUnit.SECONDS.toNanos(seconds) + realNanos - stampNanos;
        return nowNanos - Math.max(0, Math.min(age, MAX_AGE_NANOS));
    }
}
