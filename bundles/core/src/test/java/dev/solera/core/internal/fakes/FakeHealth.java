package dev.solera.core.internal.fakes;

import dev.solera.api.RealServerRef;
import dev.solera.core.internal.health.HealthTable;
import dev.solera.core.internal.health.RealHealth;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows what it is told, and counts how often it is asked for a server. */
public final class FakeHealth implements HealthTable {
    private final Map<RealServerRef, RealHealth> known = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private int asked;

    public void put(RealServerRef ref, RealHealth health) {
        known.put(ref, health);
        versions.merge(ref.pool(), 1L, Long::sum);
    }

    @Override
    public @Nullable RealHealth health(RealServerRef ref) {
        asked++;
        return known.get(ref);
    }

    @Override
    public long version(String pool) {
        return versions.getOrDefault(pool, 0L);
    }

    /** Returns how often it was asked for a server since it was asked this. */
    public int asked() {
        int times = asked;
        asked = 0;
        return times;
    }
}
