package dev.solera.vrrp.internal.wire;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * The 28 bytes after a signed advert (draft-cassen-vrrp-auth-hmac-01, as keepalived 2.4.3 sends them):
 *
 * <pre>
 *  type = 1 | key id | reserved = 0 (16)
 *  seconds since the epoch (32)
 *  fraction of a second (16)  | counter (16)
 *  HMAC-SHA256, its first 128 bits
 * </pre>
 *
 * <p>The HMAC covers a pseudo-header (family 4 or 6, version, vrid, 0, source address in 16 bytes), the message with its checksum read as zero,
 * the trailer up to the HMAC, and 16 zeros. The message's checksum leaves the trailer out over IPv4 and includes it over IPv6, where the
 * kernel computes it. Used by one thread; allocates nothing of its own per advert.
 */
final class HmacTrailer {
    static final String ALGORITHM = "HmacSHA256";
    static final int LENGTH = 28;
    static final int SHA256_128 = 1;

    static final int KEY_ID = 1;
    static final int RESERVED = 2;
    static final int SEQUENCE = 4;
    static final int HMAC = 12;

    private static final int HMAC_BYTES = 16;
    private static final int PSEUDO_HEADER = 20;
    private static final int PSEUDO_SOURCE = 4;
    private static final int CHECKSUM = 6;

    private final Map<Integer, Mac> macs = new HashMap<>();
    private final ByteBuffer pseudoHeader = ByteBuffer.allocate(PSEUDO_HEADER);
    private final byte[] message = new byte[AdvertFormat.HEADER + 255 * 16 + LENGTH];
    private final byte[] digest = new byte[32];
    private final byte[] wanted = new byte[HMAC_BYTES];
    private final byte[] found = new byte[HMAC_BYTES];

    HmacTrailer(HmacRules rules, AdvertFormat format) {
        rules.keys().forEach((id, key) -> macs.put(id, mac(key)));
        pseudoHeader.put((byte) (format.v6() ? 6 : 4));
        pseudoHeader.put((byte) format.version());
        pseudoHeader.put((byte) format.vrid());
    }

    boolean knows(int keyId) {
        return macs.containsKey(keyId);
    }

    /** Signs the message of {@code length} bytes at {@code start}; the trailer before its HMAC stands behind it already. */
    void sign(ByteBuffer bytes, int start, int length, int keyId, long sourceHigh, long sourceLow) {
        compute(bytes, start, length, keyId, sourceHigh, sourceLow);
        bytes.put(start + length + HMAC, digest, 0, HMAC_BYTES);
    }

    /** Returns whether the HMAC is right, in a time that does not tell how wrong it is. */
    boolean verify(ByteBuffer bytes, int start, int length, int keyId, long sourceHigh, long sourceLow) {
        compute(bytes, start, length, keyId, sourceHigh, sourceLow);
        System.arraycopy(digest, 0, wanted, 0, HMAC_BYTES);
        bytes.get(start + length + HMAC, found);
        return MessageDigest.isEqual(wanted, found);
    }

    private void compute(ByteBuffer bytes, int start, int length, int keyId, long sourceHigh, long sourceLow) {
        @Nullable Mac mac = macs.get(keyId);
        if (mac == null) {
            throw new IllegalArgumentException("key identifier: " + keyId + " (expected: a known one)");
        }
        if (pseudoHeader.get(0) == 6) {
            pseudoHeader.putLong(PSEUDO_SOURCE, sourceHigh).putLong(PSEUDO_SOURCE + 8, sourceLow);
        } else {
            pseudoHeader.putInt(PSEUDO_SOURCE, (int) sourceLow);
        }
        int covered = length + LENGTH;
        bytes.get(start, message, 0, length + HMAC);
        message[CHECKSUM] = 0;
        message[CHECKSUM + 1] = 0;
        Arrays.fill(message, length + HMAC, covered, (byte) 0);
        mac.update(pseudoHeader.array());
        mac.update(message, 0, covered);
        try {
            mac.doFinal(digest, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("SHA-256 of more than " + digest.length + " bytes", e);
        }
    }

    private static Mac mac(HmacKey key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key.secret());
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(ALGORITHM + ", which every JDK has", e);
        }
    }
}
