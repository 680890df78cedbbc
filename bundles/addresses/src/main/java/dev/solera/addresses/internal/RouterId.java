package dev.solera.addresses.internal;

import dev.solera.spi.VipBinder.Claim;

/** What makes a virtual router the same one as before, whatever its name. */
record RouterId(String interfaceName, boolean v6, int vrid) {
    static RouterId of(Claim claim) {
        return new RouterId(
                claim.instance().interfaceName(),
                claim.instance().v6(),
                claim.instance().vrid());
    }
}
