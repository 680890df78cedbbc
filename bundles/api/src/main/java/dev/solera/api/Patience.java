package dev.solera.api;

import java.time.Duration;

/**
 * How long the flows of a real server that an operator takes out may go on, and what becomes of those left then.
 *
 * @param time 1 s or more
 * @param close whether they are closed; else they are kept until they end, and it is told that some are left
 */
public record Patience(Duration time, boolean close) {
    public Patience {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("time: " + time + " (expected: 1 s or more)");
        }
    }
}
