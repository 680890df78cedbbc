package dev.solera.checks.internal;

import dev.solera.api.CheckResult;
import dev.solera.api.CheckResult.Outcome;
import dev.solera.spi.HealthCheckerFactory;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Checks that are to time out, made again when a busy host held the checker up. */
final class Timeouts {
    private static final int ATTEMPTS = 10;

    private Timeouts() {}

    static CheckResult untilNotVoid(HealthCheckerFactory factory, InetSocketAddress address, String... keysAndValues) {
        CheckResult result = null;
        for (int attempt = 0; attempt < ATTEMPTS && (result == null || result.outcome() == Outcome.VOID); attempt++) {
            result = Servers.check(factory, address, Duration.ofMillis(500), keysAndValues);
        }
        return result;
    }
}
