package dev.solera.addresses.internal;

import dev.solera.netlink.Address;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.NetlinkFailure;
import dev.solera.netlink.NetlinkRequest;
import java.util.List;

/** What the binder asks of the kernel. */
interface Kernel {
    /** Waits until everything that happened before this call shows in {@link #state}; bounded. */
    void catchUp();

    /** The picture in memory; live, for any thread. */
    HostState state();

    /** Asks the kernel itself for the addresses of an interface; none where there is no such interface. */
    List<Address> addresses(int index) throws NetlinkException;

    /**
     * Does changes in order; one that fails keeps none after it from being done.
     *
     * @return what was not done and why
     * @throws NetlinkException when it is unknown what was done
     */
    List<NetlinkFailure> apply(List<NetlinkRequest> changes) throws NetlinkException;
}
