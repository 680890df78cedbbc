package dev.solera.core.internal.health;

import dev.solera.api.RealServerRef;
import org.jspecify.annotations.Nullable;

/** What is known of real servers. Safe from any thread. */
public interface HealthTable {
    /** Returns the health of a server, or null when it is not watched. */
    @Nullable
    RealHealth health(RealServerRef ref);

    /**
     * Returns a number that is another one whenever the health of any server of {@code pool} is; what single checks say beside it does not count.
     * Who reads the number first and then health, and finds the same number later, knows all there is to know.
     */
    long version(String pool);
}
