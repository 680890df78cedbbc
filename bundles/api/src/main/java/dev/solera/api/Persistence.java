package dev.solera.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Clients that came before go where they went before.
 *
 * @param timeout how long after a client's last connection that holds, 1–2678400 whole seconds
 * @param prefix4 IPv4 clients that share so many leading bits of their address count as one, 1–32
 * @param prefix6 the same for IPv6, 1–128
 * @param engine what tells clients apart besides their address, {@code sip}; null: nothing
 */
public record Persistence(Duration timeout, int prefix4, int prefix6, @Nullable String engine) {
    /** The longest timeout in seconds: 31 days, as in keepalived. */
    public static final int MAX_SECONDS = 2_678_400;

    /** States how long and for whom. */
    public Persistence {
        if (timeout.toNanosPart() != 0 || timeout.toSeconds() < 1 || timeout.toSeconds() > MAX_SECONDS) {
            throw new IllegalArgumentException(
                    "persistence.timeout.s: " + timeout + " (expected: 1.." + MAX_SECONDS + ")");
        }
        if (prefix4 < 1 || prefix4 > 32 || prefix6 < 1 || prefix6 > 128) {
            throw new IllegalArgumentException(
                    "persistence.granularity: " + prefix4 + ", " + prefix6 + " (expected: 1..32, 1..128)");
        }
    }

    /** Returns the prefix length that counts for a family. */
    public int prefix(Family family) {
        return family == Family.INET ? prefix4 : prefix6;
    }
}
