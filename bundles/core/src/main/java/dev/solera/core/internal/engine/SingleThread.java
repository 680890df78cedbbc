package dev.solera.core.internal.engine;

import dev.solera.core.internal.health.HealthMonitor;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One daemon thread with timers. What is handed in after {@link #close} is dropped. */
final class SingleThread implements HealthMonitor.Clockwork, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SingleThread.class);

    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final ScheduledThreadPoolExecutor executor;

    SingleThread(String name) {
        this.executor = executor(name);
    }

    static ScheduledThreadPoolExecutor executor(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        return executor;
    }

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public HealthMonitor.Timer after(Duration delay, Runnable task) {
        try {
            Future<?> future = executor.schedule(() -> runGuarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    /** Ends the thread once what was handed in for now has run; waits for that, within bounds. */
    @Override
    public void close() {
        end(executor);
    }

    static void end(ScheduledThreadPoolExecutor executor) {
        try {
            // shutdown() itself would drop what waits, because for this executor everything is a delayed task.
            executor.execute(executor::shutdown);
            if (!executor.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a step does not end within {} s; it is left behind", LONGEST_END.toSeconds());
                executor.shutdown();
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("ended already");
        } catch (InterruptedException e) {
            executor.shutdown();
            Thread.currentThread().interrupt();
        }
    }

    private static void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            LOG.error("{}: a step failed", Thread.currentThread().getName(), e);
        }
    }
}
