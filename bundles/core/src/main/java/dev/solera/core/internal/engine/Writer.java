package dev.solera.core.internal.engine;

import dev.solera.api.ApplianceException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which desired state changes. Any thread may hand in work; a step that fails ends nothing but itself. */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private final ScheduledThreadPoolExecutor thread = SingleThread.executor("solera-core");

    /**
     * Runs a task and returns what it returned.
     *
     * @throws ApplianceException which the task threw, or because it failed, the writer is stopped or does not answer
     */
    <T extends @Nullable Object> T call(Callable<T> task) {
        return call(task, LONGEST_CALL);
    }

    /** As {@link #call(Callable)}, with patience of its own. */
    <T extends @Nullable Object> T call(Callable<T> task, Duration longest) {
        try {
            Future<T> done = thread.submit(task);
            return done.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApplianceException refused) {
                throw refused;
            }
            throw new ApplianceException("core failed: " + e.getCause(), e);
        } catch (RejectedExecutionException | CancellationException e) {
            throw new ApplianceException("core is stopped", e);
        } catch (TimeoutException e) {
            throw new ApplianceException("core did not answer within " + longest.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApplianceException("interrupted while waiting for core", e);
        }
    }

    /** Runs a task soon. */
    void later(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("core is stopped: a step is left out");
        }
    }

    /** Runs a task after a delay. */
    Future<?> after(Duration delay, Runnable task) {
        return thread.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs a task again and again, so long after its last run. */
    void every(Duration period, Runnable task) {
        thread.scheduleWithFixedDelay(guarded(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the thread once what was handed in for now has run; waits for that, within bounds. */
    @Override
    public void close() {
        SingleThread.end(thread);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
                // An error that got through would end a periodic step for ever, without a word.
                LOG.error("core: a step failed; the next pass tries again", e);
            }
        };
    }
}
