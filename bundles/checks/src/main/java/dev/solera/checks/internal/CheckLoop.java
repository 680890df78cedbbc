package dev.solera.checks.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    private final Set<Probe> underWay = new HashSet<>();
    private boolean stopped;
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

    /** Says that a check begins. Returns false when none may begin any more. On the loop. */
    boolean begin(Probe probe) {
        if (stopped) {
            return false;
        }
        underWay.add(probe);
        if (!ticking) {
            ticking = true;
            scheduleTick();
        }
        return true;
    }

    /** Says that a check has its result. On the loop. */
    void end(Probe probe) {
        underWay.remove(probe);
    }

    /** Stops what is under way. Safe from any thread; does not wait. */
    void stop() {
        try {
            eventLoop.execute(() -> {
                stopped = true;
                List.copyOf(underWay).forEach(Probe::stop);
            });
        } catch (RejectedExecutionException e) {
            // Stopped before.
            return;
        }
    }

    private void tick() {
        long lateNanos = nanoTime() - tickDueNanos;
        if (lateNanos > USUAL_LATENESS_NANOS) {
            heldUpNanos += lateNanos;
        }
        if (!underWay.isEmpty()) {
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
