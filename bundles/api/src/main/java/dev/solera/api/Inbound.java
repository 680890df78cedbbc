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
 * @param inspect longest wait for the host that a client names in a TLS that passes through in mode tcp
 * @param poolsByHost names of pools by the host that a client names in its TLS, {@code *.} standing for one label; empty: nobody looks
 * @param datagrams bounds of what goes on between a client and its server over UDP
 * @param maxBodyBytes longest body of a request in mode http, 0 for no limit
 */
public record Inbound(
        Header header,
        List<Network> trusted,
        int maxPerSource,
        Duration inspect,
        Map<String, String> poolsByHost,
        Datagrams datagrams,
        long maxBodyBytes) {
    /** Nothing but the connection. */
    public static final Inbound PLAIN =
            new Inbound(Header.OFF, List.of(), 0, Duration.ofSeconds(5), Map.of(), Datagrams.DEFAULT, 0);

    public Inbound {
        trusted = List.copyOf(trusted);
        poolsByHost = Map.copyOf(poolsByHost);
    }

    /** One with the bounds of UDP that hold without the keys. */
    public Inbound(
            Header header, List<Network> trusted, int maxPerSource, Duration inspect, Map<String, String> poolsByHost) {
        this(header, trusted, maxPerSource, inspect, poolsByHost, Datagrams.DEFAULT, 0);
    }

    /** Tells whether a PROXY header that {@code peer} sends is believed. */
    public boolean trusts(java.net.InetAddress peer) {
        return trusted.isEmpty() || trusted.stream().anyMatch(network -> network.contains(peer));
    }

    /**
     * When a conversation over UDP ends.
     *
     * @param silence after so long without a datagram either way
     * @param responses after so many datagrams of the server for each of the client, 0 for not before the silence
     */
    public record Datagrams(Duration silence, int responses) {
        public static final Datagrams DEFAULT = new Datagrams(Duration.ofSeconds(30), 0);
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
