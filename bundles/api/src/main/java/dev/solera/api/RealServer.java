package dev.solera.api;

import java.net.InetSocketAddress;

/**
 * One member of a pool, as configured.
 *
 * @param name unique in its pool ignoring case
 * @param address where traffic goes; always resolved
 * @param weight share of new flows, 0–65535 (0: none); a proxy takes at most 256
 * @param maxConnections flows at once, 0 for no limit
 * @param backup takes flows only when no server without this mark can
 * @param checkAddress where checks go; the traffic's address unless {@code check.address} or {@code check.port} say otherwise
 * @param forwarding how packets get there where they are forwarded one by one
 * @param upperThreshold connections above which it takes no new ones, 0 for none ({@code IPVS_DEST_ATTR_U_THRESH})
 * @param lowerThreshold connections below which it takes new ones again, 0 for three quarters of the upper one ({@code
 *     IPVS_DEST_ATTR_L_THRESH})
 */
public record RealServer(
        String name,
        InetSocketAddress address,
        int weight,
        int maxConnections,
        boolean backup,
        InetSocketAddress checkAddress,
        Forwarding forwarding,
        int upperThreshold,
        int lowerThreshold) {
    /** The largest weight. */
    public static final int MAX_WEIGHT = 65_535;

    /** States a server that is forwarded to by NAT and has no thresholds. */
    public RealServer(
            String name,
            InetSocketAddress address,
            int weight,
            int maxConnections,
            boolean backup,
            InetSocketAddress checkAddress) {
        this(name, address, weight, maxConnections, backup, checkAddress, Forwarding.NAT, 0, 0);
    }
}
