package dev.solera.shell.internal;

import dev.solera.api.Patience;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** A command that takes a real server out, and may say how long the flows it has may go on. */
abstract class OutOfService extends AdminStateChange {
    private static final String CLOSE = "close";
    private static final String KEEP = "keep";

    @Option(
            name = "--timeout",
            description = "Seconds that flows in progress may go on; 0: until they end",
            valueToShowInHelp = "0")
    int timeoutSeconds;

    @Option(
            name = "--then",
            description = "What becomes of flows that are left after --timeout: close or keep",
            valueToShowInHelp = CLOSE)
    @Completion(
            value = StringsCompleter.class,
            values = {CLOSE, KEEP})
    @Nullable
    String then;

    @Override
    final @Nullable Patience patience() {
        if (then != null && !then.equals(CLOSE) && !then.equals(KEEP)) {
            throw new IllegalArgumentException("--then: " + then + " (expected: close or keep)");
        }
        Duration time = Seconds.duration("--timeout", timeoutSeconds);
        if (time == null && then != null) {
            throw new IllegalArgumentException("--then: " + then + " (expected: with --timeout)");
        }
        return time == null ? null : new Patience(time, !KEEP.equals(then));
    }
}
