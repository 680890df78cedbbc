package dev.solera.core.internal.vrrp;

import dev.solera.api.ApplianceEvent;
import dev.solera.api.VrrpTransition;
import dev.solera.spi.VrrpListener;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the engine tells to the log and passes it on as events, on a thread of its own: a hung disk stops neither the engine nor core. What
 * cannot be taken any more is counted and told later.
 */
public final class RouterNews implements VrrpListener {
    private static final Logger LOG = LoggerFactory.getLogger(RouterNews.class);

    /** How much may wait. */
    static final int MOST_WAITING = 4096;

    private final Executor thread;
    private final Consumer<ApplianceEvent> events;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();

    /**
     * Makes a reporter.
     *
     * @param thread takes tasks at once and runs them in order
     */
    public RouterNews(Executor thread, Consumer<ApplianceEvent> events) {
        this.thread = thread;
        this.events = events;
    }

    @Override
    public void onTransition(String instance, VrrpTransition transition) {
        hand(() -> {
            LOG.info("vrrp {} {} -> {}: {}", instance, transition.from(), transition.to(), transition.why());
            events.accept(new ApplianceEvent.VrrpChanged(
                    transition.at(), instance, transition.from(), transition.to(), transition.why()));
        });
    }

    @Override
    public void onTrouble(Instant at, String instance, String what) {
        hand(() -> {
            LOG.warn("vrrp {}: {}", instance, what);
            events.accept(new ApplianceEvent.VrrpTrouble(at, instance, what));
        });
    }

    private void hand(Runnable news) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        thread.execute(() -> {
            waiting.decrementAndGet();
            int lost = dropped.getAndSet(0);
            if (lost > 0) {
                LOG.warn("vrrp: {} lines were not written, the log is too slow", lost);
            }
            news.run();
        });
    }
}
