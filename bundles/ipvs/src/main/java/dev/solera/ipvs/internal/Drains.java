package dev.solera.ipvs.internal;

import dev.solera.api.RealServerRef;
import dev.solera.ipvs.kernel.DestinationKey;
import dev.solera.ipvs.kernel.ServiceKey;
import dev.solera.spi.DataPlane;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who waits for its last connection: destinations, and services that go when all theirs have. For one thread. */
final class Drains {
    private final Map<ServiceKey, Map<DestinationKey, Drain>> destinations = new LinkedHashMap<>();
    private final Map<ServiceKey, Long> services = new LinkedHashMap<>();

    /**
     * A destination that takes no new connections.
     *
     * @param real whose it is; null for one that nobody knows any more
     * @param deadlineNanos then it goes with what it has
     * @param flows that it had at the last look, -1 before the first one
     */
    record Drain(@Nullable RealServerRef real, long deadlineNanos, long flows) {
        boolean isOver(long connections, long nowNanos) {
            return connections == 0
                    || deadlineNanos != dev.solera.spi.Edit.Remove.NO_DEADLINE && nowNanos - deadlineNanos >= 0;
        }
    }

    boolean has(ServiceKey service, DestinationKey destination) {
        return destinations.getOrDefault(service, Map.of()).containsKey(destination);
    }

    /** Begins, unless it has begun. */
    void begin(ServiceKey service, DestinationKey destination, @Nullable RealServerRef real, long deadlineNanos) {
        destinations
                .computeIfAbsent(service, none -> new LinkedHashMap<>())
                .putIfAbsent(destination, new Drain(real, deadlineNanos, -1));
    }

    void end(ServiceKey service, DestinationKey destination) {
        Map<DestinationKey, Drain> there = destinations.get(service);
        if (there != null) {
            there.remove(destination);
            if (there.isEmpty()) {
                destinations.remove(service);
            }
        }
    }

    void seen(ServiceKey service, DestinationKey destination, long flows) {
        Map<DestinationKey, Drain> there = destinations.get(service);
        if (there != null) {
            there.computeIfPresent(destination, (key, drain) -> new Drain(drain.real(), drain.deadlineNanos(), flows));
        }
    }

    @Nullable
    Drain get(ServiceKey service, DestinationKey destination) {
        return destinations.getOrDefault(service, Map.of()).get(destination);
    }

    /** The whole service goes. */
    void leave(ServiceKey service, long deadlineNanos) {
        services.putIfAbsent(service, deadlineNanos);
    }

    void stay(ServiceKey service) {
        services.remove(service);
    }

    boolean isLeaving(ServiceKey service) {
        return services.containsKey(service);
    }

    boolean isOver(ServiceKey service, long nowNanos) {
        Long deadline = services.get(service);
        return deadline != null && deadline != dev.solera.spi.Edit.Remove.NO_DEADLINE && nowNanos - deadline >= 0;
    }

    /** The service is no more. */
    void gone(ServiceKey service) {
        services.remove(service);
        destinations.remove(service);
    }

    /** Services where somebody waits. */
    Set<ServiceKey> watched() {
        Set<ServiceKey> all = new LinkedHashSet<>(destinations.keySet());
        all.addAll(services.keySet());
        return all;
    }

    Map<DestinationKey, Drain> of(ServiceKey service) {
        return Map.copyOf(destinations.getOrDefault(service, Map.of()));
    }

    /** What the operator is told: one line a real server, whatever number of services it is in. */
    List<DataPlane.Draining> report() {
        Map<RealServerRef, DataPlane.Draining> report = new LinkedHashMap<>();
        for (Map<DestinationKey, Drain> there : destinations.values()) {
            for (Drain drain : there.values()) {
                RealServerRef real = drain.real();
                if (real != null && drain.flows() != 0) {
                    report.merge(
                            real,
                            new DataPlane.Draining(real, Math.max(0, drain.flows()), drain.deadlineNanos()),
                            (a, b) -> new DataPlane.Draining(
                                    real, a.flows() + b.flows(), Math.max(a.deadlineNanos(), b.deadlineNanos())));
                }
            }
        }
        return new ArrayList<>(report.values());
    }
}
