package dev.solera.api;

import org.jspecify.annotations.Nullable;

/**
 * How connections to the servers of a pool begin.
 *
 * @param header header of the PROXY protocol that tells a server about the client
 * @param tls what servers are spoken to in, null for the clear
 * @param http2 whether requests go in HTTP/2: agreed on within TLS, by prior knowledge in the clear (RFC 9113 §3.2, §3.3). Not with a header,
 *     which tells of one client, while the streams of a connection are of many
 */
public record Outbound(Header header, @Nullable ServerTls tls, boolean http2) {
    /** Nothing but the connection. */
    public static final Outbound PLAIN = new Outbound(Header.OFF, null, false);

    /** HTTP/1.1 in the clear. */
    public Outbound(Header header) {
        this(header, null, false);
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
