package dev.solera.proxy.internal;

import dev.solera.spi.Member;
import dev.solera.spi.Spec;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real server as long as it exists: its counters, its slots, its idle connections. */
final class LiveReal implements Member {
    final Tally tally;
    private final int id;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final IdleConnections[] idle;
    private final @Nullable MultiplexedConnections[] multiplexed;
    private volatile Spec.Real spec;
    private volatile boolean removed;
    private volatile String trouble = "";

    LiveReal(Spec.Real spec, int loops, int idleLimit) {
        this.spec = spec;
        this.id = spec.id();
        this.tally = new Tally(loops);
        this.idle = new IdleConnections[loops];
        this.multiplexed = new MultiplexedConnections[loops];
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

    /** Keeps for the operator why nothing can be sent to it; empty: it can. Any thread. */
    void trouble(String why) {
        trouble = why;
    }

    /** Returns what an operator should know, or an empty text. Any thread. */
    String trouble() {
        return trouble;
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

    /** Returns the connections of {@code loop} that speak HTTP/2, for its thread alone. */
    MultiplexedConnections multiplexed(Loop loop) {
        MultiplexedConnections of = multiplexed[loop.index()];
        if (of == null) {
            of = new MultiplexedConnections(loop, this);
            multiplexed[loop.index()] = of;
        }
        return of;
    }

    /** Closes the connections of {@code loop} as soon as nothing is under way on them, on its thread. */
    void closeIdle(Loop loop) {
        idle(loop).closeAll();
        MultiplexedConnections of = multiplexed[loop.index()];
        if (of != null) {
            of.retireAll();
        }
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
