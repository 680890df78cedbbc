package dev.solera.addresses;

import dev.solera.addresses.internal.AcceptFilter;
import dev.solera.addresses.internal.Handover;
import dev.solera.addresses.internal.KernelHostNetwork;
import dev.solera.addresses.internal.KernelVipBinder;
import dev.solera.addresses.internal.Nft;
import dev.solera.addresses.internal.Ownership;
import dev.solera.addresses.internal.RouteKernel;
import dev.solera.addresses.internal.Sysctls;
import dev.solera.netlink.Address;
import dev.solera.netlink.Link;
import dev.solera.netlink.NetlinkFailure;
import dev.solera.netlink.NetlinkRequest;
import dev.solera.netlink.NetworkNamespace;
import dev.solera.netlink.RouteNetlink;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.VipBinder;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * The host's network and the floating addresses on it, for one process. Closing it leaves every address in place until its lease is over; only
 * {@link VipBinder#release} takes one off.
 */
public final class HostAddresses implements AutoCloseable {
    private final KernelHostNetwork network;
    private final RouteKernel kernel;
    private final KernelVipBinder binder;

    private HostAddresses(KernelHostNetwork network, RouteKernel kernel, KernelVipBinder binder) {
        this.network = network;
        this.kernel = kernel;
        this.binder = binder;
    }

    /**
     * Begins to follow the network namespace of the calling thread. Needs no privilege; what cannot be changed without one is said by
     * {@link VipBinder#limits} and by each call.
     *
     * @throws IOException when the kernel cannot be asked at all, with the reason
     */
    public static HostAddresses open() throws IOException {
        return open(Handover.inThisProcess());
    }

    /**
     * Puts the calling thread, and every thread that it makes from then on, into a new network namespace with one Ethernet interface, whose cable leads
     * nowhere, and follows that. It goes with the last of its threads and sockets.
     *
     * @throws IOException without CAP_SYS_ADMIN and CAP_NET_ADMIN, or where the kernel has no veth; the thread may then be in an empty namespace
     */
    public static HostAddresses openApart(String interfaceName, InetAddress address, int prefix) throws IOException {
        NetworkNamespace.enterNew();
        try (RouteNetlink kernel = RouteNetlink.open()) {
            String otherEnd = interfaceName + ".end";
            for (NetlinkFailure failure : kernel.apply(List.of(
                    NetlinkRequest.addVeth(interfaceName, otherEnd),
                    NetlinkRequest.setUp(otherEnd, true),
                    NetlinkRequest.setUp(interfaceName, true)))) {
                throw failure.cause();
            }
            for (Link link : kernel.links()) {
                if (link.name().equals(interfaceName)) {
                    kernel.addAddress(Address.of(link.index(), address, prefix));
                }
            }
        }
        return open(Handover.none());
    }

    private static HostAddresses open(Handover handover) throws IOException {
        Ownership ownership = Ownership.ofThisKernel();
        KernelHostNetwork network = KernelHostNetwork.open(ownership);
        RouteKernel kernel = new RouteKernel(network);
        Sysctls sysctls = Sysctls.ofThisHost();
        KernelVipBinder binder = new KernelVipBinder(
                kernel, ownership, sysctls, new AcceptFilter(new Nft()), handover, System::nanoTime);
        return new HostAddresses(network, kernel, binder);
    }

    /** Returns the one binder; for one caller at a time. */
    public VipBinder binder() {
        return binder;
    }

    /** Returns the one view of the host's network; for any thread. */
    public HostNetwork network() {
        return network;
    }

    /** Ends the view and leaves what is bound to its lease. Idempotent. */
    @Override
    public void close() {
        binder.close();
        kernel.close();
        network.close();
    }
}
