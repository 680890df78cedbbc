package dev.solera.itests.e2e.plugin;

import dev.solera.api.CheckResult;
import dev.solera.api.CheckResult.Outcome;
import dev.solera.spi.CheckTarget;
import dev.solera.spi.HealthChecker;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** A health checker that does what the file {@code bad-check} in the appliance's folder of temporary files says; else every server passes. */
public final class BadCheck implements HealthCheckerFactory {
    private static final Path ORDER = Path.of(System.getProperty("java.io.tmpdir"), "bad-check");

    @Override
    public String type() {
        return "bad";
    }

    @Override
    public HealthChecker create(Keys keys) {
        if (order().equals("stick")) {
            stick();
        }
        return new Checker();
    }

    /** Four seconds, interrupted or not. The order counts once. */
    private static void stick() {
        try {
            Files.deleteIfExists(ORDER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static String order() {
        try {
            return Files.exists(ORDER) ? Files.readString(ORDER) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Checker implements HealthChecker {
        @Override
        public void check(CheckTarget target, Consumer<CheckResult> done) {
            String order = order();
            if (order.equals("throw")) {
                throw new IllegalStateException("bad");
            }
            if (order.equals("silent")) {
                return;
            }
            done.accept(new CheckResult(Outcome.PASS, "L7OK", 0, "", Duration.ofMillis(1)));
            if (order.equals("twice")) {
                done.accept(new CheckResult(Outcome.FAIL, "L7RSP", 0, "second thoughts", Duration.ofMillis(1)));
            }
        }

        @Override
        public void close() {}
    }
}
