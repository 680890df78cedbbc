package dev.solera.api;

import org.jspecify.annotations.Nullable;

/**
 * How connections to the servers of a pool begin.
 *
 * @param header header of the PROXY protocol that tells a server about the client
 * @param tls what servers are spoken to in, null for the clear
 */
public record Outbound(Header header, @Nullable ServerTls tls) {
    /** Nothing but the connection. */
    public static final Outbound PLAIN = new Outbound(Header.OFF, null);

    /** In the clear. */
    public Outbound(Header header) {
        this(header, null);
    }

    /** A version of the PROXY protocol. */
    public enum Header {
        OFF,
        /** One line of text. */
        V1,
        /** Binary, with what is known about the client's TLS. */
        V2
    }
}
