package dev.solera.api;

/**
 * How connections to the servers of a pool begin.
 *
 * @param header header of the PROXY protocol that tells a server about the client
 */
public record Outbound(Header header) {
    /** Nothing but the connection. */
    public static final Outbound PLAIN = new Outbound(Header.OFF);

    /** A version of the PROXY protocol. */
    public enum Header {
        OFF,
        /** One line of text. */
        V1,
        /** Binary, with what is known about the client's TLS. */
        V2
    }
}
