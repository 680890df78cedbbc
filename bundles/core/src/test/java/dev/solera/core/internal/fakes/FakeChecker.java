package dev.solera.core.internal.fakes;

import dev.solera.api.CheckResult;
import dev.solera.api.CheckResult.Outcome;
import dev.solera.spi.CheckTarget;
import dev.solera.spi.HealthChecker;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A health checker plug-in that a test makes up: checks wait until the test answers them, or are answered at once where the test has said
 * so. Takes the keys {@code path} and {@code port}.
 */
public final class FakeChecker implements HealthCheckerFactory {
    private final String type;

    /** Checks that were started and not answered yet, oldest first. */
    public final List<Started> open = new CopyOnWriteArrayList<>();

    /** What is answered at once, by {@code pool/real}. */
    public final Map<String, Outcome> answers = new ConcurrentHashMap<>();

    /** Thrown by every check when not null. */
    public volatile Throwable thrown;

    /** How many checkers were made and closed again. */
    public final List<String> life = new CopyOnWriteArrayList<>();

    public FakeChecker(String type) {
        this.type = type;
    }

    public static CheckResult result(Outcome outcome) {
        return new CheckResult(outcome, "FAKE", 0, "because " + outcome, Duration.ofMillis(1));
    }

    /** Answers the oldest open check of {@code real}. */
    public void answer(String real, Outcome outcome) {
        Started started = open.stream()
                .filter(s -> s.target().ref().toString().equals(real))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no open check of " + real + " in " + open));
        open.remove(started);
        started.done().accept(result(outcome));
    }

    /** Returns the servers whose checks are open, oldest first. */
    public List<String> waiting() {
        return open.stream().map(s -> s.target().ref().toString()).toList();
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public HealthChecker create(Keys keys) {
        String path = keys.text("path", "/");
        keys.number("port", 1, 65535, 80);
        life.add("created " + path);
        return new HealthChecker() {
            @Override
            public void check(CheckTarget target, Consumer<CheckResult> done) {
                if (thrown instanceof RuntimeException e) {
                    throw e;
                }
                if (thrown instanceof Error e) {
                    throw e;
                }
                Outcome at = answers.get(target.ref().toString());
                if (at != null) {
                    done.accept(result(at));
                } else {
                    open.add(new Started(target, path, done));
                }
            }

            @Override
            public void close() {
                life.add("closed " + path);
            }
        };
    }

    /** A check that was started. */
    public record Started(CheckTarget target, String path, Consumer<CheckResult> done) {}
}
