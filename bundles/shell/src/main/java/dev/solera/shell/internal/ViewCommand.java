package dev.solera.shell.internal;

import java.io.PrintStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A command that shows something. */
abstract class ViewCommand extends ApplianceCommand {
    @Override
    public final @Nullable Object execute() {
        words(TrailingOptions.apply(this, trailing()));
        show(System.out, clock.instant());
        return null;
    }

    abstract void show(PrintStream out, Instant now);
}
