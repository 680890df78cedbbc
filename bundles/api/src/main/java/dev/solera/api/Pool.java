package dev.solera.api;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
 * @param availability when it serves, and what becomes of servers that fail or go
 * @param advisor who proposes weights, null for nobody
 * @param outbound how connections to its servers begin
 */
public record Pool(
        String name,
        String scheduler,
        String schedulerArguments,
        List<RealServer> reals,
        List<Check> checks,
        int retries,
        Duration slowStart,
        Timeouts timeouts,
        Availability availability,
        @Nullable Advisor advisor,
        Outbound outbound) {
    /** Name of the sorry server among the members; no configured server can have it. */
    public static final String SORRY = "(sorry)";

    public Pool {
        reals = List.copyOf(reals);
        checks = List.copyOf(checks);
    }

    /** One whose servers get nothing but what clients send. */
    public Pool(
            String name,
            String scheduler,
            String schedulerArguments,
            List<RealServer> reals,
            List<Check> checks,
            int retries,
            Duration slowStart,
            Timeouts timeouts,
            Availability availability,
            @Nullable Advisor advisor) {
        this(
                name,
                scheduler,
                schedulerArguments,
                reals,
                checks,
                retries,
                slowStart,
                timeouts,
                availability,
                advisor,
                Outbound.PLAIN);
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

    /**
     * When a pool serves, and what becomes of servers that fail or go; the words and the arithmetic are keepalived's.
     *
     * @param quorum sum of the weights of servers that can serve at which the pool has its quorum, 1 or more
     * @param hysteresis the quorum is gained at {@code quorum + hysteresis}, and lost below {@code quorum − hysteresis} or at 0; less
     *     than {@code quorum}
     * @param sorry who serves while the quorum is lost, null for whoever is left
     * @param inhibitOnFailure a server that fails stays with weight 0 in the place of being taken out
     * @param alpha servers start DOWN, and need {@code rise} passes; else the first result alone decides
     * @param omega a clean stop of the appliance is told as if all servers had failed
     * @param drain how long a server that goes keeps the connections it has; zero: as long as they last
     */
    public record Availability(
            int quorum,
            int hysteresis,
            @Nullable Sorry sorry,
            boolean inhibitOnFailure,
            boolean alpha,
            boolean omega,
            Duration drain) {
        /** One server of any weight is enough. */
        public static final Availability DEFAULT = new Availability(1, 0, null, false, false, false, Duration.ZERO);
    }

    /**
     * A server that says that nobody can serve.
     *
     * @param address where traffic goes; always resolved
     * @param forwarding how packets get there
     * @param inhibit the pool's own servers stay with weight 0 while it serves, in the place of being taken out
     */
    public record Sorry(InetSocketAddress address, Forwarding forwarding, boolean inhibit) {}

    /**
     * Who proposes weights.
     *
     * @param name of the advisor
     * @param interval time between the starts of two questions
     * @param minPercent least that it may give a server, in percent of the configured weight
     * @param maxPercent most that it may give a server
     * @param keys its own keys without the prefix, in file order
     */
    public record Advisor(String name, Duration interval, int minPercent, int maxPercent, Map<String, String> keys) {}
}
