package dev.solera.core.internal.engine;

import dev.solera.spi.Pulse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the parts that have stopped: core's writer and event loops whose last beat is older than the permit, with the plug-in that keeps them
 * if one does. Looks every 20 ms on a thread of its own that never calls a stranger's code.
 */
final class StuckWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StuckWatch.class);
    private static final long PERIOD_MILLIS = 20;

    /** When so much time has passed between two looks, nobody may have run, and everybody has the time anew. */
    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final PickWatch picks;
    private final Supplier<Duration> permit;
    private final Consumer<String> told;
    private final List<Pulse> pulses = new CopyOnWriteArrayList<>();
    private final Map<Pulse, String> stuck = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile List<String> words = List.of();
    private long lookedAtNanos;
    private long anewNanos;
    private boolean looked;

    /**
     * Makes one that does not look yet.
     *
     * @param permit how old a beat may be, zero for any age
     * @param told what is stuck, or moves again, in words; must not block
     */
    StuckWatch(PickWatch picks, Supplier<Duration> permit, Consumer<String> told) {
        this.picks = picks;
        this.permit = permit;
        this.told = told;
    }

    /** Begins to look. */
    void start() {
        Thread looks = new Thread(this::run, "solera-watch");
        looks.setDaemon(true);
        looks.start();
    }

    void add(Pulse pulse) {
        pulses.add(pulse);
    }

    void remove(Pulse pulse) {
        pulses.remove(pulse);
    }

    /** Returns what is stuck, in words. Any thread. */
    List<String> words() {
        return words;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            do {
                lookOn();
            } while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("the watch over what is stuck was interrupted", e); // by nobody of ours: the JVM ends
        }
    }

    private void lookOn() {
        try {
            look(System.nanoTime());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("a look at what is stuck failed", e);
        }
    }

    /** Looks once. The watch's thread, or a test. */
    void look(long nowNanos) {
        picks.look(nowNanos);
        if (!looked || nowNanos - lookedAtNanos > GAP_NANOS) {
            anewNanos = nowNanos;
            looked = true;
        }
        lookedAtNanos = nowNanos;
        long permitNanos = permit.get().toNanos();
        boolean changed = stuck.keySet().removeIf(pulse -> {
            boolean moves = !pulses.contains(pulse) || permitNanos == 0 || silence(pulse, nowNanos) <= permitNanos;
            if (moves) {
                LOG.warn("{} moves again", pulse.name());
                told.accept(pulse.name() + " moves again");
            }
            return moves;
        });
        for (Pulse pulse : pulses) {
            if (permitNanos > 0 && silence(pulse, nowNanos) > permitNanos && !stuck.containsKey(pulse)) {
                String what = describe(pulse, nowNanos);
                stuck.put(pulse, what);
                changed = true;
                LOG.error("stuck: {}{}", what, stack(pulse.thread()));
                told.accept(what);
            }
        }
        if (changed) {
            words = stuck.values().stream().sorted().toList();
        }
    }

    private long silence(Pulse pulse, long nowNanos) {
        long beat = pulse.lastBeatNanos();
        return nowNanos - (beat - anewNanos > 0 ? beat : anewNanos);
    }

    private String describe(Pulse pulse, long nowNanos) {
        Thread of = pulse.thread();
        String by = of == null ? null : picks.culprit(of);
        return pulse.name() + " has not moved for "
                + TimeUnit.NANOSECONDS.toMillis(nowNanos - pulse.lastBeatNanos()) + " ms"
                + (by == null ? "" : ": it is in " + by);
    }

    private static String stack(@Nullable Thread of) {
        if (of == null) {
            return "";
        }
        List<String> lines = new ArrayList<>();
        for (StackTraceElement at : of.getStackTrace()) {
            if (lines.size() < 12) {
                lines.add("\n    at " + at);
            }
        }
        return String.join("", lines);
    }
}
