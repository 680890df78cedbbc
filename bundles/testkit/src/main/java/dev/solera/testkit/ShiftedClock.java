package dev.solera.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * {@link System#nanoTime()} plus what the test adds: to code that reads it, {@link #jump} looks as if the process had been stopped
 * and continued. Safe from any thread.
 */
public final class ShiftedClock implements LongSupplier {
    private final AtomicLong shiftNanos = new AtomicLong();

    /** Makes a clock that shows the real time until the first jump. */
    public ShiftedClock() {}

    /** Goes {@code time} ahead, at once and for good. */
    public void jump(Duration time) {
        shiftNanos.addAndGet(time.toNanos());
    }

    @Override
    public long getAsLong() {
        return System.nanoTime() + shiftNanos.get();
    }
}
