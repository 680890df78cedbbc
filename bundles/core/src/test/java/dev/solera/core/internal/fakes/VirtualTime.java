package dev.solera.core.internal.fakes;

import dev.solera.core.internal.health.HealthMonitor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when the test says so, as a clock and as a thread with timers. */
public final class VirtualTime extends Clock implements HealthMonitor.Clockwork {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final long START_NANOS = 5_000_000_000L;

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::order));
    // Written by the test alone; as a clock it is read by others.
    private volatile long nowNanos = START_NANOS;
    private long order;

    /** Lets time pass; what falls due runs in its order. */
    public void pass(Duration time) {
        long until = nowNanos + time.toNanos();
        while (!due.isEmpty() && due.peek().atNanos() <= until) {
            Due next = due.poll();
            nowNanos = Math.max(nowNanos, next.atNanos());
            next.task().run();
        }
        nowNanos = until;
    }

    /** Runs what is due now. */
    public void settle() {
        pass(Duration.ZERO);
    }

    @Override
    public void execute(Runnable task) {
        due.add(new Due(nowNanos, order++, task));
    }

    @Override
    public HealthMonitor.Timer after(Duration delay, Runnable task) {
        Due timer = new Due(nowNanos + delay.toNanos(), order++, task);
        due.add(timer);
        return () -> due.remove(timer);
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public Instant instant() {
        return START.plusNanos(nowNanos - START_NANOS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    private record Due(long atNanos, long order, Runnable task) {}
}
