package dev.solera.testkit;

import dev.solera.api.CheckResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Takes the results of checks. Safe from any thread. */
public final class Answers implements Consumer<CheckResult> {
    private final BlockingQueue<CheckResult> results = new LinkedBlockingQueue<>();

    /** Makes one without results. */
    public Answers() {}

    @Override
    public void accept(CheckResult result) {
        results.add(result);
    }

    /**
     * Takes the next result out.
     *
     * @throws AssertionError when none comes within {@code bound}
     */
    public CheckResult next(Duration bound) {
        try {
            CheckResult result = results.poll(bound.toNanos(), TimeUnit.NANOSECONDS);
            if (result == null) {
                throw new AssertionError("no result within " + bound.toMillis() + " ms");
            }
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a result", e);
        }
    }

    /** Returns the results that were not taken out yet. */
    public List<CheckResult> waiting() {
        return List.copyOf(results);
    }
}
