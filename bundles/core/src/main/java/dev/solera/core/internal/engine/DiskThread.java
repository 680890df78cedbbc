package dev.solera.core.internal.engine;

import dev.solera.core.internal.files.Disk;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes on a thread of its own, one thing after the other. Who waits for it goes on with what must not wait for a slow disk meanwhile, so
 * that a sync of some seconds holds up the change that needs it and nothing else.
 */
final class DiskThread implements Disk, AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final ScheduledThreadPoolExecutor thread = SingleThread.executor("solera-disk");
    private final Runnable meanwhile;
    private final Disk beneath;

    /**
     * Starts the thread.
     *
     * @param meanwhile called before the writing, and then again and again by who waits for it, on its thread; must not use this disk
     * @param beneath does the writing, on the thread of its own
     */
    DiskThread(Runnable meanwhile, Disk beneath) {
        this.meanwhile = meanwhile;
        this.beneath = beneath;
    }

    @Override
    public void run(Work work) throws IOException {
        if (!thread.isShutdown()) {
            meanwhile.run(); // the disk can wait for what cannot wait for the disk
        }
        Future<?> done;
        try {
            done = thread.submit(() -> {
                beneath.run(work);
                return null;
            });
        } catch (RejectedExecutionException e) {
            beneath.run(work); // the end has come, and this is its last word
            return;
        }
        await(done);
    }

    private void await(Future<?> done) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    done.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    meanwhile.run();
                } catch (InterruptedException e) {
                    interrupted = true; // what is being written is not left in the middle
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IOException(e.getCause());
        } catch (CancellationException e) {
            throw new IOException("core stops", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the thread once what it was asked for is written; waits for that, within bounds. */
    @Override
    public void close() {
        SingleThread.end(thread);
    }
}
