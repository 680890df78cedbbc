package dev.solera.spi;

import java.time.Duration;
import java.util.List;

/**
 * Everything a VRRP engine is to do.
 *
 * @param instances sorted by name
 * @param groups sorted by name
 * @param permit how old a {@link Pulse} may be before every MASTER yields, zero for any age
 * @param grace how long a pulse that was taken back in good order may be missing
 */
public record VrrpSet(List<VrrpSpec> instances, List<VrrpGroup> groups, Duration permit, Duration grace) {
    /** Nothing to do. */
    public static final VrrpSet EMPTY =
            new VrrpSet(List.of(), List.of(), Duration.ofSeconds(1), Duration.ofSeconds(30));

    public VrrpSet {
        instances = List.copyOf(instances);
        groups = List.copyOf(groups);
    }
}
