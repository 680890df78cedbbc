package dev.solera.checks.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One event loop, and how long it was held up: while checks run, a tick every 50 ms adds up by how much it came late, be it for a
 * stopped process, a long garbage collection or too much work. A check that timed out meanwhile may have had its answer waiting.
 */
final class CheckLoop {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Timers are this late on a healthy host; adding it up would excuse every timeout. */
    private static final long USUAL_LATENESS_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop eventLoop;
    private final LongSupplier nanoTime;

    // Read and written on the loop alone.
    private int underWay;
    private boolean ticking;
    private long tickDueNanos;
    private long heldUpNanos;

    CheckLoop(EventLoop eventLoop, LongSupplier nanoTime) {
        this.eventLoop = eventLoop;
        this.nanoTime = nanoTime;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Returns the total time the loop was held up so far, in nanoseconds. On the loop. */
    long heldUpNanos() {
        return heldUpNanos;
    }

    /** Says that a check begins. On the loop. */
    void begin() {
        underWay++;
        if (!ticking) {
            ticking = true;
            scheduleTick();
        }
    }

    /** Says that a check has its result. On the loop. */
    void end() {
        underWay--;
    }

    private void tick() {
        long lateNanos = nanoTime() - tickDueNanos;
        if (lateNanos > USUAL_LATENESS_NANOS) {
            heldUpNanos += lateNanos;
        }
        if (underWay > 0) {
            scheduleTick();
        } else {
            ticking = false;
        }
    }

    private void scheduleTick() {
        tickDueNanos = nanoTime() + TICK_NANOS;
        try {
            ScheduledFuture<?> tick = eventLoop.schedule(this::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
            ticking = !tick.isCancelled();
        } catch (RejectedExecutionException e) {
            // The bundle is being stopped: no check will time out any more.
            ticking = false;
        }
    }
}
