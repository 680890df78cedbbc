package dev.solera.proxy.internal;

import dev.solera.spi.Member;
import dev.solera.spi.Spec;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server as long as it exists: its counters, its slots, its idle connections. */
final class LiveReal implements Member {
    final Tally tally;
    private final int id;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final IdleConnections[] idle;
    private volatile Spec.Real spec;
    private volatile boolean removed;

    LiveReal(Spec.Real spec, int loops, int idleLimit) {
        this.spec = spec;
        this.id = spec.id();
        this.tally = new Tally(loops);
        this.idle = new IdleConnections[loops];
        for (int i = 0; i < loops; i++) {
            idle[i] = new IdleConnections(idleLimit);
        }
    }

    Spec.Real spec() {
        return spec;
    }

    void spec(Spec.Real now) {
        spec = now;
    }

    /** Called once it is in no snapshot any more. */
    void remove() {
        removed = true;
    }

    /** Tells whether it takes new flows. */
    boolean takesFlows() {
        return !removed && spec.eligible();
    }

    /** Returns the idle connections of {@code loop}, for its thread alone. */
    IdleConnections idle(Loop loop) {
        return idle[loop.index()];
    }

    /** Takes a slot if one is free. */
    boolean tryReserve() {
        int max = limit();
        int now = inFlight.get();
        while (now < max) {
            if (inFlight.compareAndSet(now, now + 1)) {
                return true;
            }
            now = inFlight.get();
        }
        return false;
    }

    /** Tells whether a slot is free now. */
    boolean hasRoom() {
        return inFlight.get() < limit();
    }

    /** Gives a slot back. */
    void release() {
        inFlight.decrementAndGet();
    }

    private int limit() {
        int max = spec.maxConnections();
        return max == 0 ? Integer.MAX_VALUE : max;
    }

    @Override
    public String name() {
        return spec.server().real();
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public int freeSlots() {
        int max = limit();
        return max == Integer.MAX_VALUE ? max : Math.max(0, max - inFlight.get());
    }

    @Override
    public String toString() {
        return spec.server().toString();
    }
}
