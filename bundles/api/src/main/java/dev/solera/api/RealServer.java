package dev.solera.api;

import java.net.InetSocketAddress;

/**
 * One member of a pool, as configured.
 *
 * @param name unique in its pool ignoring case
 * @param address where traffic goes; always resolved
 * @param weight share of new flows, 0–256 (0: none)
 * @param maxConnections flows at once, 0 for no limit
 * @param backup takes flows only when no server without this mark can
 * @param checkAddress where checks go; the traffic's address unless {@code check.address} or {@code check.port} say otherwise
 */
public record RealServer(
        String name,
        InetSocketAddress address,
        int weight,
        int maxConnections,
        boolean backup,
        InetSocketAddress checkAddress) {}
