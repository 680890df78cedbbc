package dev.solera.core.internal.health;

import dev.solera.api.CheckStatus;
import dev.solera.api.Health;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/**
 * Health of a real server at one moment.
 *
 * @param health what its checks say together
 * @param since when it became so
 * @param recovered whether it came from DOWN, which is when slow start applies
 * @param upAtNanos {@link System#nanoTime()} at which it became so
 * @param address the server's when this was found; what was found of another address says nothing
 * @param checks its checks, empty when the pool has none
 */
public record RealHealth(
        Health health,
        Instant since,
        boolean recovered,
        long upAtNanos,
        InetSocketAddress address,
        List<CheckStatus> checks) {
    /** Tells whether nothing but the single checks may differ. */
    boolean saysTheSameAs(RealHealth other) {
        return health == other.health
                && recovered == other.recovered
                && upAtNanos == other.upAtNanos
                && since.equals(other.since)
                && address.equals(other.address);
    }
}
