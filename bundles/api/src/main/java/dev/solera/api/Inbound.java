package dev.solera.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How connections of clients are taken, before anybody looks at what they carry.
 *
 * @param header whether they begin with a header of the PROXY protocol
 * @param trusted from where such a header is believed; empty only where every client has to send one
 * @param maxPerSource connections at once from one address, 0 for no limit
 * @param inspect longest wait for the host that a client names in its TLS, mode tcp only
 * @param poolsByHost names of pools by host, {@code *.} standing for one label, mode tcp only; empty: nobody looks
 */
public record Inbound(
        Header header, List<Network> trusted, int maxPerSource, Duration inspect, Map<String, String> poolsByHost) {
    /** Nothing but the connection. */
    public static final Inbound PLAIN = new Inbound(Header.OFF, List.of(), 0, Duration.ofSeconds(5), Map.of());

    public Inbound {
        trusted = List.copyOf(trusted);
        poolsByHost = Map.copyOf(poolsByHost);
    }

    /** Tells whether a PROXY header that {@code peer} sends is believed. */
    public boolean trusts(java.net.InetAddress peer) {
        return trusted.isEmpty() || trusted.stream().anyMatch(network -> network.contains(peer));
    }

    /** Whether a header of the PROXY protocol says who the client is. */
    public enum Header {
        /** None is looked for. */
        OFF,
        /** Those who are trusted may send one; what others send is never taken for one. */
        OPTIONAL,
        /** Whoever sends none, or is not trusted, does not get in. */
        REQUIRED
    }
}
