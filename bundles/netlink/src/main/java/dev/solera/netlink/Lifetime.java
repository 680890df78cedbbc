package dev.solera.netlink;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How long the kernel keeps an address ({@code struct ifa_cacheinfo}). When the valid time is over the kernel removes it by itself.
 *
 * @param validSeconds 1..4294967294, or {@link #FOREVER_SECONDS}
 * @param preferredSeconds 0..validSeconds; 0 means that new connections do not start from this address
 */
public record Lifetime(long validSeconds, long preferredSeconds) {
    public static final long FOREVER_SECONDS = 0xffff_ffffL;
    public static final Lifetime FOREVER = new Lifetime(FOREVER_SECONDS, FOREVER_SECONDS);

    static final int BYTES = 16;

    public Lifetime {
        if (validSeconds < 0 || validSeconds > FOREVER_SECONDS) {
            throw new IllegalArgumentException(
                    "valid lifetime: " + validSeconds + " s (expected: 0.." + FOREVER_SECONDS + ")");
        }
        if (preferredSeconds < 0 || preferredSeconds > validSeconds) {
            throw new IllegalArgumentException(
                    "preferred lifetime: " + preferredSeconds + " s (expected: 0.." + validSeconds + ")");
        }
    }

    /** Valid for {@code seconds}, preferred as long. */
    public static Lifetime ofSeconds(long seconds) {
        return new Lifetime(seconds, seconds);
    }

    /** Valid for {@code seconds}, never preferred. */
    public static Lifetime deprecated(long seconds) {
        return new Lifetime(seconds, 0);
    }

    public boolean isForever() {
        return validSeconds == FOREVER_SECONDS;
    }

    static Lifetime decode(@Nullable ByteBuffer cacheInfo) {
        if (cacheInfo == null) {
            return FOREVER;
        }
        long preferred = Integer.toUnsignedLong(cacheInfo.getInt());
        long valid = Integer.toUnsignedLong(cacheInfo.getInt());
        // The kernel rounds the two apart from each other and may be a second off.
        return new Lifetime(valid, Math.min(preferred, valid));
    }

    void write(MessageWriter out) {
        out.u32(preferredSeconds).u32(validSeconds).u32(0).u32(0);
    }
}
