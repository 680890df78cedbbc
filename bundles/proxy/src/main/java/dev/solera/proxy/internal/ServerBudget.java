package dev.solera.proxy.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts connections to servers over all event loops. There are as many files for them as for clients; idle ones beyond that are
 * closed before another is opened, so that keeping connections never costs a client his.
 */
public final class ServerBudget {
    private final AtomicInteger open = new AtomicInteger();
    private final int limit;

    /** Allows {@code limit} connections. */
    public ServerBudget(int limit) {
        this.limit = limit;
    }

    /** Counts one more; returns whether an idle one should go for it. */
    boolean opens() {
        return open.incrementAndGet() > limit;
    }

    void closed() {
        open.decrementAndGet();
    }
}
