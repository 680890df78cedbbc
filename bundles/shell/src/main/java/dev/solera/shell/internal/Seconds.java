package dev.solera.shell.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads a time given in seconds. */
final class Seconds {
    private Seconds() {}

    /**
     * Returns {@code seconds} as a duration, null for 0: no end.
     *
     * @throws IllegalArgumentException when it is negative
     */
    static @Nullable Duration duration(String option, int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException(option + ": " + seconds + " (expected: seconds, 0 or more)");
        }
        return seconds == 0 ? null : Duration.ofSeconds(seconds);
    }
}
