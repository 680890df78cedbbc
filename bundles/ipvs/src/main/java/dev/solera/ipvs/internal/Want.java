package dev.solera.ipvs.internal;

import dev.solera.api.RealServerRef;
import dev.solera.ipvs.kernel.DestinationKey;
import dev.solera.ipvs.kernel.KernelDestination;
import dev.solera.ipvs.kernel.KernelService;
import java.util.Map;

/**
 * A service that the kernel is to have. Immutable.
 *
 * @param virtualServer whose it is
 * @param pool whose destinations it has
 * @param service what it is
 * @param destinations where to, in the order of the pool
 */
record Want(
        String virtualServer, String pool, KernelService service, Map<DestinationKey, Want.Destination> destinations) {
    /**
     * A destination.
     *
     * @param real whose it is
     * @param to what it is
     * @param leaving whether it waits for its last connection
     */
    record Destination(RealServerRef real, KernelDestination to, boolean leaving) {}
}
