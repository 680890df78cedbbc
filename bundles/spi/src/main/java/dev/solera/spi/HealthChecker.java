package dev.solera.spi;

import dev.solera.api.CheckResult;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/** Checks real servers, without ever blocking a thread for one. */
@ConsumerType
public interface HealthChecker extends AutoCloseable {
    /**
     * Starts one check. Returns at once.
     *
     * @param target what to check, and how long it may take
     * @param done told the result exactly once, from any thread, at the latest when the target's timeout is over. A checker whose own
     *     timer fired late by more than a tenth of the timeout answers {@link CheckResult.Outcome#VOID}: the host was stopped or
     *     overloaded, and the server cannot be blamed for it.
     */
    void check(CheckTarget target, Consumer<CheckResult> done);

    /** Releases what the checker holds. Checks that are under way may still answer or stay silent. */
    @Override
    void close();
}
