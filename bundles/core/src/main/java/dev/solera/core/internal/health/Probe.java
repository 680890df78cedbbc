package dev.solera.core.internal.health;

import dev.solera.api.Check;
import dev.solera.api.CheckResult;
import dev.solera.api.CheckResult.Outcome;
import dev.solera.api.CheckStatus;
import dev.solera.api.Health;
import dev.solera.spi.CheckTarget;
import dev.solera.spi.HealthChecker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One check of one server: its state, and the attempt under way. Health thread only. */
final class Probe {
    /** Added to a check's timeout before a checker that has not answered counts as failing. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /** Time before a void check is made again: what held up the checker must not be fed with more checks at once. */
    static final Duration SOON = Duration.ofMillis(100);

    private final HealthMonitor monitor;
    private final WatchedReal real;
    private Check check;
    private @Nullable HealthChecker checker;
    private CheckState state;
    private @Nullable CheckResult last;
    private @Nullable Instant lastAt;
    private @Nullable String problem;
    private long attempt;
    private long answered = -1;
    private boolean running;
    private long startedNanos;
    private HealthMonitor.@Nullable Timer timer;
    private final List<CompletableFuture<CheckResult>> waiting = new ArrayList<>();

    Probe(HealthMonitor monitor, WatchedReal real, Check check, Health initial) {
        this.monitor = monitor;
        this.real = real;
        this.check = check;
        this.state = new CheckState(initial, 0);
    }

    Health health() {
        return state.health();
    }

    Check check() {
        return check;
    }

    CheckStatus status() {
        return new CheckStatus(real.ref(), check, state.health(), state.streak(), last, lastAt, problem);
    }

    /** Takes new settings or another checker; what is known of the server stays. */
    void use(Check newCheck, @Nullable HealthChecker newChecker) {
        boolean same = newCheck.equals(check) && newChecker == checker && timer != null;
        check = newCheck;
        if (same) {
            return;
        }
        checker = newChecker;
        abandon();
        if (newChecker == null) {
            problem = "health checker " + newCheck.type() + " is not installed";
        } else {
            problem = null;
            start();
        }
    }

    /** Forgets everything but {@code first} and stops: the server is another one, or is not checked for now. */
    void forget(Health first) {
        state = new CheckState(first, 0);
        abandon();
    }

    /** Stops checking. */
    void abandon() {
        attempt++;
        running = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        failWaiting();
    }

    /** Runs a check now; one that is under way answers for it. */
    void runNow(CompletableFuture<CheckResult> answer) {
        if (checker == null || real.watched().paused()) {
            answer.completeExceptionally(new IllegalStateException(
                    real.watched().paused()
                            ? real.ref() + " is not checked: "
                                    + real.watched().pause().words()
                            : String.valueOf(problem)));
            return;
        }
        waiting.add(answer);
        if (!running) {
            if (timer != null) {
                timer.cancel();
            }
            start();
        }
    }

    private void start() {
        HealthChecker with = checker;
        if (with == null || real.watched().paused()) {
            return;
        }
        long mine = ++attempt;
        running = true;
        startedNanos = monitor.nanoTime();
        InetSocketAddress address = real.watched().checkAddress();
        timer = monitor.after(check.timeout().plus(GRACE), () -> unanswered(mine));
        try {
            with.check(
                    new CheckTarget(real.ref(), address, check.timeout()),
                    result -> monitor.run(() -> {
                        if (attempt == mine && running) {
                            answered = mine;
                            answered(result);
                        } else if (answered == mine && timer != null) {
                            blame("answered twice");
                        }
                    }));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            failing(e.toString());
        }
    }

    private void answered(CheckResult result) {
        problem = null;
        last = result;
        lastAt = monitor.now();
        state = state.after(result, check.rise(), check.fall());
        List<CompletableFuture<CheckResult>> answers = List.copyOf(waiting);
        waiting.clear();
        next(result.outcome() == Outcome.VOID);
        real.update(result.reason());
        answers.forEach(a -> a.complete(result));
    }

    private void unanswered(long mine) {
        if (attempt == mine && running) {
            failing("no answer after " + check.timeout().plus(GRACE).toMillis() + " ms");
        }
    }

    /** The checker is at fault, not the server: the server keeps its state. */
    private void failing(String what) {
        attempt++;
        next(false);
        blame(what);
        failWaiting();
    }

    private void blame(String what) {
        String why = "checker failing: " + what;
        problem = why;
        real.update(why);
        monitor.checkerFailing(real.ref(), check, what);
    }

    private void failWaiting() {
        String why = problem == null ? "the check was taken away" : problem;
        List<CompletableFuture<CheckResult>> answers = List.copyOf(waiting);
        waiting.clear();
        answers.forEach(a -> a.completeExceptionally(new IllegalStateException(why)));
    }

    private void next(boolean soon) {
        running = false;
        if (timer != null) {
            timer.cancel();
        }
        Duration interval = check.interval();
        if (soon) {
            timer = monitor.after(interval.compareTo(SOON) < 0 ? interval : SOON, this::start);
            return;
        }
        // Up to 5 % either way, so that the checks of many servers do not march in step.
        long wait =
                Math.round(interval.toNanos() * (0.95 + monitor.random() * 0.1)) - (monitor.nanoTime() - startedNanos);
        timer = monitor.after(Duration.ofNanos(Math.max(0, wait)), this::start);
    }
}
