package dev.solera.ipvs.kernel;

import java.util.List;

/**
 * A service as the kernel tells it.
 *
 * @param service what it is
 * @param traffic what went through
 * @param destinations in the kernel's order
 */
public record ServiceState(KernelService service, Traffic traffic, List<DestinationState> destinations) {
    public ServiceState {
        destinations = List.copyOf(destinations);
    }
}
