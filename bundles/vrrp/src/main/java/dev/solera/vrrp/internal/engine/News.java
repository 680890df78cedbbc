package dev.solera.vrrp.internal.engine;

import dev.solera.api.VrrpTransition;
import dev.solera.spi.VrrpListener;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners and the log what happens, behind a bounded queue: a log that hangs or a listener that does not return stops nobody but those that
 * want to hear. What finds the queue full is lost and counted.
 */
public final class News {
    private static final Logger LOG = LoggerFactory.getLogger("dev.solera.vrrp");
    private static final int MOST_WAITING = 8192;

    private final ArrayBlockingQueue<Item> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final List<VrrpListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private long lostTold;

    /** Adds a listener until what is returned is closed. Any thread. */
    public AutoCloseable listen(VrrpListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Returns how much was lost. Any thread. */
    public long lost() {
        return lost.get();
    }

    /** Tells what is waiting. On one thread. */
    public void step() {
        for (Item item = waiting.poll(); item != null; item = waiting.poll()) {
            tell(item);
        }
        if (lost.get() != lostTold) {
            lostTold = lost.get();
            LOG.warn("vrrp: {} messages were lost so far, for want of somebody to take them in time", lostTold);
        }
    }

    /** As {@link #step}, after waiting for something to tell. */
    public void await(long millis) throws InterruptedException {
        Item item = waiting.poll(millis, TimeUnit.MILLISECONDS);
        if (item != null) {
            tell(item);
        }
        step();
    }

    void transition(String router, VrrpTransition transition) {
        offer(new Item(router, transition.at(), transition, transition.why()));
    }

    void trouble(Instant at, String router, String what) {
        offer(new Item(router, at, null, what));
    }

    private void offer(Item item) {
        if (!waiting.offer(item)) {
            lost.incrementAndGet();
        }
    }

    private void tell(Item item) {
        for (VrrpListener listener : listeners) {
            try {
                if (item.transition == null) {
                    listener.onTrouble(item.at, item.router, item.text);
                } else {
                    listener.onTransition(item.router, item.transition);
                }
            } catch (RuntimeException e) {
                LOG.warn("vrrp: a listener failed", e);
            }
        }
    }

    private record Item(String router, Instant at, @Nullable VrrpTransition transition, String text) {}
}
