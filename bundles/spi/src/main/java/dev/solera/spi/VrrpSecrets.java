package dev.solera.spi;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How adverts prove where they come from. Its text shows no secret.
 *
 * @param password of version 2, of which the first eight bytes of its UTF-8 count; null for none
 * @param keys HMAC keys by id 1–255, each 32 to 64 bytes as hexadecimal digits; empty for none
 * @param activeKey the one that signs, 0 without keys
 * @param monotonic whether replays are told by a counter alone, not by the time of day
 * @param windowSeconds how far clocks may differ, 1–300
 * @param mode what is sent and required
 */
public record VrrpSecrets(
        @Nullable String password,
        SortedMap<Integer, String> keys,
        int activeKey,
        boolean monotonic,
        int windowSeconds,
        Mode mode) {
    /** Adverts prove nothing. */
    public static final VrrpSecrets NONE = new VrrpSecrets(null, new TreeMap<>(), 0, false, 5, Mode.ENFORCE);

    /** What is sent and required, when there are HMAC keys. */
    public enum Mode {
        /** Signed adverts are sent and required. */
        ENFORCE,
        /** Signed adverts are sent; unsigned ones are taken too, and counted. */
        PERMISSIVE,
        /** Unsigned adverts are sent and taken; signed ones are checked. */
        RECEIVE_ONLY
    }

    @Override
    public String toString() {
        return password != null ? "password" : keys.isEmpty() ? "none" : "hmac key " + activeKey;
    }
}
