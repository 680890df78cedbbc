package dev.solera.api;

import java.time.Duration;
import java.util.List;

/**
 * A group of real servers, as configured in {@code solera.pool-<name>.cfg}.
 *
 * @param name unique ignoring case
 * @param scheduler name of the scheduler asked for
 * @param schedulerArguments what stands in brackets after it, such as {@code 2} in {@code random(2)}; may be empty
 * @param reals the members in file order
 * @param checks all of them have to agree; empty: servers count as up
 * @param retries connection attempts after the first failed one
 * @param slowStart time over which a server that came up grows to its full weight; zero: at once
 * @param timeouts how long each phase may take
 */
public record Pool(
        String name,
        String scheduler,
        String schedulerArguments,
        List<RealServer> reals,
        List<Check> checks,
        int retries,
        Duration slowStart,
        Timeouts timeouts) {
    public Pool {
        reals = List.copyOf(reals);
        checks = List.copyOf(checks);
    }

    /** Returns the scheduler as it stands in the file, such as {@code random(2)}. */
    public String schedulerText() {
        return schedulerArguments.isEmpty() ? scheduler : scheduler + "(" + schedulerArguments + ")";
    }

    /**
     * HAProxy's server-side timeouts.
     *
     * @param connect longest time to open a connection to a server
     * @param server longest silence of a server while it is expected to send or take data
     * @param queue longest wait for a free slot when all servers are at {@code maxconn}
     */
    public record Timeouts(Duration connect, Duration server, Duration queue) {}
}
