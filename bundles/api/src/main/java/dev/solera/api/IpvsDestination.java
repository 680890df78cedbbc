package dev.solera.api;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A destination of a service of the kernel's IPVS.
 *
 * @param address where packets go
 * @param forwarding how they get there, as asked for
 * @param local whether it is the director itself
 * @param weight 0–2147483647
 * @param upperThreshold connections above which it takes no new ones, 0 for none
 * @param lowerThreshold connections below which it takes new ones again, 0 for the kernel's default
 * @param activeConnections established ones
 * @param inactiveConnections others that are known
 * @param persistentConnections clients that will come back to it
 * @param real the real server it belongs to, null when it is not Solera's
 * @param draining whether it is on its way out and waits for its last connections
 * @param counters its traffic since it was made or zeroed
 * @param rates its traffic now
 */
public record IpvsDestination(
        InetSocketAddress address,
        Forwarding forwarding,
        boolean local,
        long weight,
        long upperThreshold,
        long lowerThreshold,
        long activeConnections,
        long inactiveConnections,
        long persistentConnections,
        @Nullable RealServerRef real,
        boolean draining,
        Counters counters,
        Rates rates) {}
