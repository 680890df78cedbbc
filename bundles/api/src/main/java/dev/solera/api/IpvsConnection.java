package dev.solera.api;

import java.net.InetSocketAddress;

/**
 * A connection that the kernel's IPVS knows ({@code /proc/net/ip_vs_conn}).
 *
 * @param protocol such as {@code TCP}; {@code IP} for a template of persistence to a firewall mark
 * @param client where it comes from; port 0 for a template of persistence
 * @param virtual where it goes to
 * @param destination who serves it
 * @param state such as {@code ESTABLISHED}
 * @param expiresSeconds after so long without a packet it is forgotten
 */
public record IpvsConnection(
        String protocol,
        InetSocketAddress client,
        InetSocketAddress virtual,
        InetSocketAddress destination,
        String state,
        long expiresSeconds) {}
