package dev.solera.checks.internal;

import dev.solera.api.CheckResult;
import dev.solera.spi.CheckTarget;
import dev.solera.spi.HealthChecker;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starts a probe for each check. */
final class Checker implements HealthChecker {
    private final CheckLoops loops;
    private final @Nullable Tls tls;
    private final Function<CheckTarget, Dialogue> dialogues;

    Checker(CheckLoops loops, @Nullable Tls tls, Function<CheckTarget, Dialogue> dialogues) {
        this.loops = loops;
        this.tls = tls;
        this.dialogues = dialogues;
    }

    @Override
    public void check(CheckTarget target, Consumer<CheckResult> done) {
        Probe.start(loops, target, tls, dialogues.apply(target), done);
    }

    /** Nothing to release: loops are shared, and each probe ends by itself. */
    @Override
    public void close() {}
}
