package dev.solera.proxy.internal.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * Keys of session tickets (RFC 5077): the newest makes new ones, those before it still open theirs. All certificates of a profile share
 * them. Only BoringSSL lets us have a say; the JDK rotates its own. Used by one thread at a time.
 */
final class Tickets {
    /** A ticket is good for as long as two rotations, which is more than clients keep one. */
    private static final int KEPT = 3;

    private final SecureRandom random = new SecureRandom();
    private final Deque<OpenSslSessionTicketKey> keys = new ArrayDeque<>();
    private final long rotationNanos;
    private long rotatedAtNanos;

    /** Makes a first key at {@code nowNanos}, unless {@code rotationNanos} is 0: no tickets. */
    Tickets(long rotationNanos, long nowNanos) {
        this.rotationNanos = rotationNanos;
        this.rotatedAtNanos = nowNanos;
        if (rotationNanos > 0) {
            keys.addFirst(fresh());
        }
    }

    /** Makes a new key if the newest one is old enough; tells whether it did. */
    boolean rotate(long nowNanos) {
        if (rotationNanos == 0 || nowNanos - rotatedAtNanos < rotationNanos) {
            return false;
        }
        rotatedAtNanos = nowNanos;
        keys.addFirst(fresh());
        if (keys.size() > KEPT) {
            keys.removeLast();
        }
        return true;
    }

    /** Gives the keys to {@code contexts}. */
    void giveTo(Collection<SslContext> contexts) {
        for (SslContext context : contexts) {
            if (!keys.isEmpty() && context.sessionContext() instanceof OpenSslSessionContext sessions) {
                sessions.setTicketKeys(keys.toArray(new OpenSslSessionTicketKey[0]));
            }
        }
    }

    int size() {
        return keys.size();
    }

    private OpenSslSessionTicketKey fresh() {
        return new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private byte[] bytes(int n) {
        byte[] bytes = new byte[n];
        random.nextBytes(bytes);
        return bytes;
    }
}
