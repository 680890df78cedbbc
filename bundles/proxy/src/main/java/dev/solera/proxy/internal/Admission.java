package dev.solera.proxy.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds client connections to the limits of the plane and of each virtual server. */
final class Admission {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean blocked = new AtomicBoolean();
    private final Runnable resume;
    private final CountDownLatch empty = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile int limit;

    /** Lets {@code limit} connections in; runs {@code resume} when one left and somebody was refused before. */
    Admission(int limit, Runnable resume) {
        this.limit = limit;
        this.resume = resume;
    }

    void limit(int connections) {
        limit = connections;
        look();
    }

    int open() {
        return open.get();
    }

    /** Counts a connection in, unless a limit is reached; then {@code resume} will be run once it is worth another try. */
    boolean enter(LiveService service) {
        if (tryEnter(service)) {
            return true;
        }
        blocked.set(true); // before the second try: who leaves looks here afterwards
        return tryEnter(service);
    }

    /** Counts one in that nobody waits for: refused, it is gone. */
    boolean enterQuietly(LiveService service) {
        return tryEnter(service);
    }

    private boolean tryEnter(LiveService service) {
        if (!take(open, limit)) {
            return false;
        }
        int max = service.spec().maxConnections();
        if (!take(service.open, max == 0 ? Integer.MAX_VALUE : max)) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    private static boolean take(AtomicInteger count, int max) {
        int now = count.get();
        while (now < max) {
            if (count.compareAndSet(now, now + 1)) {
                return true;
            }
            now = count.get();
        }
        return false;
    }

    void leave(LiveService service) {
        service.open.decrementAndGet();
        open.decrementAndGet();
        look();
        if (closing && open.get() == 0) {
            empty.countDown();
        }
    }

    /** Waits until nobody is left; returns whether that came to be in time. */
    boolean awaitEmpty(Duration atMost) {
        closing = true;
        if (open.get() == 0) {
            return true;
        }
        try {
            return empty.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets waiting connections try again, if there may be any. */
    void look() {
        if (blocked.get() && blocked.compareAndSet(true, false)) {
            resume.run();
        }
    }
}
