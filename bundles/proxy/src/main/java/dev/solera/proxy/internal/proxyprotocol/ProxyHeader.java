package dev.solera.proxy.internal.proxyprotocol;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a header says.
 *
 * @param source the client; null where the header speaks of the connection itself (LOCAL, UNKNOWN, or a family without ports)
 * @param destination what the client connected to; null together with {@code source}
 * @param fields of version 2, in their order, without those that concern the header itself
 */
public record ProxyHeader(
        @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination, List<Field> fields) {
    /** Protocol that was negotiated with the client, such as {@code h2}. */
    public static final int ALPN = 0x01;
    /** Host that the client named. */
    public static final int AUTHORITY = 0x02;
    /** Checksum of the header. */
    public static final int CRC32C = 0x03;
    /** Filler. */
    public static final int NOOP = 0x04;
    /** What is known of the client's TLS, with fields inside. */
    public static final int SSL = 0x20;

    public static final int SSL_VERSION = 0x21;
    public static final int SSL_CN = 0x22;
    public static final int SSL_CIPHER = 0x23;

    /** Longest header of version 2 that is taken or made, addresses and fields, in bytes; longer ones are no honest ones. */
    public static final int MAX_BYTES = 4096;

    public ProxyHeader {
        fields = List.copyOf(fields);
    }

    /** A type-length-value. */
    public static final class Field {
        private final int type;
        private final byte[] value;

        /** Takes {@code value} as it is: nobody may change it. */
        public Field(int type, byte[] value) {
            this.type = type;
            this.value = value;
        }

        public int type() {
            return type;
        }

        public byte[] value() {
            return value;
        }
    }
}
