package dev.solera.ipvs.internal;

import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.netlink.NetlinkException;

/** Opens conversations with the kernel. */
@FunctionalInterface
public interface Connection {
    /**
     * Opens one more, which the caller closes.
     *
     * @throws NetlinkException where there is no netlink
     */
    IpvsKernel open() throws NetlinkException;
}
