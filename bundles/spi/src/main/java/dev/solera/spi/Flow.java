package dev.solera.spi;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What is known of a connection or request when a server is picked for it. Valid only during the call it is handed to: the
 * caller uses one object again and again.
 */
@ProviderType
public interface Flow {
    /** Returns the client's address. */
    InetSocketAddress source();

    /**
     * Returns the client's address as one word: IPv4 as a big-endian number, IPv6 as the exclusive-or of its four words. HAProxy's
     * {@code source} hashes this.
     */
    int sourceWord();

    /** Returns the address the client connected to. */
    InetSocketAddress destination();

    /** Returns the HTTP method, null in mode tcp. */
    default @Nullable CharSequence method() {
        return null;
    }

    /** Returns the request target as received, null in mode tcp. */
    default @Nullable CharSequence target() {
        return null;
    }

    /** Returns the first value of the request header {@code name} (any case), null when there is none. */
    default @Nullable CharSequence header(CharSequence name) {
        return null;
    }
}
