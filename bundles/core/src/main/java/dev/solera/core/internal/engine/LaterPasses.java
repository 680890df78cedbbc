package dev.solera.core.internal.engine;

import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Passes that are due by time alone; of each reason at most one waits. Writer only. */
final class LaterPasses {
    /** The longest wait before what a plane refused is tried again. */
    static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration GROWTH_STEP = Duration.ofMillis(200);
    private static final long LONGEST_NANOS = Duration.ofDays(1).toNanos();

    private final Writer writer;
    private final Runnable pass;
    private Duration retry = FIRST_RETRY;
    private boolean retryTimer;
    private boolean growthTimer;
    private @Nullable Future<?> changeTimer;

    /**
     * Makes one without anything due.
     *
     * @param pass to run on {@code writer}
     */
    LaterPasses(Writer writer, Runnable pass) {
        this.writer = writer;
        this.pass = pass;
    }

    /** Asks for a pass that tries again, later each time in a row. */
    void retry(boolean failing) {
        if (!failing) {
            retry = FIRST_RETRY;
        } else if (!retryTimer) {
            retryTimer = true;
            var unused = writer.after(retry, () -> {
                retryTimer = false; // first, so that a pass that fails again asks for the next one
                pass.run();
            });
            retry = retry.multipliedBy(2).compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : retry.multipliedBy(2);
        }
    }

    /** Asks for a pass soon, because weights grow with time. */
    void grow(boolean growing) {
        if (growing && !growthTimer) {
            growthTimer = true;
            var unused = writer.after(GROWTH_STEP, () -> {
                growthTimer = false;
                pass.run();
            });
        }
    }

    /** Asks for a pass after so long, in the place of what was asked for before; {@link Long#MAX_VALUE} for none. */
    void change(long nanos) {
        if (changeTimer != null) {
            changeTimer.cancel(false);
            changeTimer = null;
        }
        if (nanos < LONGEST_NANOS) {
            changeTimer = writer.after(Duration.ofNanos(nanos), pass);
        }
    }
}
