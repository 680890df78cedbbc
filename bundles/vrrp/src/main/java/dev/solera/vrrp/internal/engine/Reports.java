package dev.solera.vrrp.internal.engine;

import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpYield;
import dev.solera.vrrp.internal.wire.AdvertCounter;
import dev.solera.vrrp.internal.wire.AdvertCounters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What reports have in common. */
final class Reports {
    private Reports() {}

    /** Returns the report of one that could not be started. */
    static VrrpReport refused(String name, int priority, Duration interval, Instant since, String why) {
        return new VrrpReport(
                name,
                VrrpState.FAULT,
                VrrpYield.NONE,
                since,
                why,
                priority,
                null,
                interval,
                null,
                null,
                List.of(),
                List.of(why),
                List.of(),
                new TreeMap<>());
    }

    static Duration duration(long nanos) {
        return Duration.ofNanos(nanos);
    }

    /** Returns the time left, not below zero; null for never. */
    static @Nullable Duration left(long atNanos, long nowNanos) {
        return atNanos == Router.NEVER ? null : Duration.ofNanos(Math.max(0, atNanos - nowNanos));
    }

    /** Returns counters by their public names; what was heard for nobody counts with each of its interface. */
    static SortedMap<String, Long> counters(AdvertCounters counters, Segment segment) {
        SortedMap<String, Long> named = new TreeMap<>();
        for (AdvertCounter counter : AdvertCounter.values()) {
            named.put(counter.publicName(), counters.get(counter) + segment.strays(counter));
        }
        return named;
    }
}
