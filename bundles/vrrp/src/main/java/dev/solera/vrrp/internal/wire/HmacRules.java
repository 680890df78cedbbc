package dev.solera.vrrp.internal.wire;

import java.util.Map;

/**
 * How adverts are signed and checked.
 *
 * @param keys by identifier, 1–255; a received advert may be signed by any of them, so that keys can be rotated
 * @param activeKey the one to sign with
 * @param replay what makes a sequence number fresh
 * @param windowSeconds how far clocks may be apart, 1–300; only with {@link Replay#TIME}
 * @param mode what is sent and required
 */
public record HmacRules(Map<Integer, HmacKey> keys, int activeKey, Replay replay, int windowSeconds, Mode mode) {
    /** Refuses an active key that is none of the keys. */
    public HmacRules {
        keys = Map.copyOf(keys);
        for (int id : keys.keySet()) {
            if (id < 1 || id > 255) {
                throw new IllegalArgumentException("key identifier: " + id + " (expected: 1..255)");
            }
        }
        if (!keys.containsKey(activeKey)) {
            throw new IllegalArgumentException("active key: " + activeKey + " (expected: one of the keys)");
        }
        if (windowSeconds < 1 || windowSeconds > 300) {
            throw new IllegalArgumentException("window: " + windowSeconds + " (expected: 1..300)");
        }
    }

    /** What makes a sequence number fresh. */
    public enum Replay {
        /** It has grown, and its time is that of our own clock, give or take the window. */
        TIME,
        /** It has grown. For nodes whose clocks may differ; a silent sender's last advert can be played again to a restarted receiver. */
        MONOTONIC
    }

    /** What is sent and required. */
    public enum Mode {
        /** Signed adverts are sent and required. */
        ENFORCE,
        /** Signed adverts are sent; unsigned ones are taken too, and counted. */
        PERMISSIVE,
        /** Unsigned adverts are sent and taken; signed ones are checked. */
        RECEIVE_ONLY
    }
}
