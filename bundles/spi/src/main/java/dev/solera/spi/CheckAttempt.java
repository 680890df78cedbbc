package dev.solera.spi;

import dev.solera.api.CheckResult;
import dev.solera.api.CheckResult.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One check under way, for a checker that has no clockwork of its own: told once, by whoever is first, its result or the end of the
 * timeout; void instead of failed when the host was held up. Safe from any thread; holds none while it waits.
 */
public final class CheckAttempt {
    private final CheckTarget target;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final CompletableFuture<CheckResult> result = new CompletableFuture<>();

    /** Starts the clock of a check; {@code done} is told its result exactly once. */
    public CheckAttempt(CheckTarget target, Consumer<CheckResult> done) {
        this(target, done, System::nanoTime);
    }

    /** As above, by a clock like {@link System#nanoTime()} of a test's own. */
    public CheckAttempt(CheckTarget target, Consumer<CheckResult> done, LongSupplier nanoTime) {
        this.target = target;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        result.thenAccept(done);
        CompletableFuture.delayedExecutor(target.timeout().toNanos(), TimeUnit.NANOSECONDS)
                .execute(() ->
                        fail("L7TOUT", "no answer within " + target.timeout().toMillis() + " ms"));
    }

    /** The server is well. */
    public void pass(String status, String reason) {
        tell(Outcome.PASS, status, reason);
    }

    /** The server is not well; nobody is blamed when the clock says that the host was held up. */
    public void fail(String status, String reason) {
        boolean late =
                elapsed().compareTo(target.timeout().plus(target.timeout().dividedBy(10))) > 0;
        tell(late ? Outcome.VOID : Outcome.FAIL, status, late ? "the host was held up: " + reason : reason);
    }

    /** Nothing can be said of the server: the fault is ours. */
    public void cannotSay(String status, String reason) {
        tell(Outcome.VOID, status, reason);
    }

    /** Closes {@code resource} as soon as there is a result. */
    public void closeAtEnd(Closeable resource) {
        result.thenRun(() -> {
            try {
                resource.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        });
    }

    /** Returns a handler that goes on with {@code next}, and fails the check with {@code status} when the step fails. */
    public <T> CompletionHandler<T, @Nullable Void> then(String status, Consumer<T> next) {
        return new CompletionHandler<>() {
            @Override
            public void completed(T value, @Nullable Void nothing) {
                next.accept(value);
            }

            @Override
            public void failed(Throwable e, @Nullable Void nothing) {
                String why = e.getMessage();
                fail(status, why == null ? "the connection ended" : why);
            }
        };
    }

    private void tell(Outcome outcome, String status, String reason) {
        result.complete(new CheckResult(outcome, status, 0, reason, elapsed()));
    }

    private Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }
}
