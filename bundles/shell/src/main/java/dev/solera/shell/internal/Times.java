package dev.solera.shell.internal;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Shows moments and how long ago they were; null where there is none. */
final class Times {
    private Times() {}

    /** Returns ISO 8601 in UTC. */
    static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    /** Returns whole seconds, 0 when it is still to come. */
    static @Nullable Long seconds(@Nullable Instant at, Instant now) {
        return at == null ? null : Math.max(0, Duration.between(at, now).toSeconds());
    }

    /** Returns ms, 0 when it is still to come. */
    static @Nullable Long millis(@Nullable Instant at, Instant now) {
        return at == null ? null : Math.max(0, Duration.between(at, now).toMillis());
    }

    static @Nullable Long millis(@Nullable Duration time) {
        return time == null ? null : time.toMillis();
    }
}
