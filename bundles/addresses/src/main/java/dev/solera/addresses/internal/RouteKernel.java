package dev.solera.addresses.internal;

import dev.solera.netlink.Address;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.NetlinkFailure;
import dev.solera.netlink.NetlinkRequest;
import dev.solera.netlink.RouteNetlink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kernel over rtnetlink. A socket that failed is opened anew with the next change. */
public final class RouteKernel implements Kernel, AutoCloseable {
    private final KernelHostNetwork network;
    private @Nullable RouteNetlink socket;

    public RouteKernel(KernelHostNetwork network) {
        this.network = network;
    }

    @Override
    public void catchUp() {
        network.catchUp();
    }

    @Override
    public HostState state() {
        return network.state();
    }

    @Override
    public synchronized List<NetlinkFailure> apply(List<NetlinkRequest> changes) throws NetlinkException {
        if (changes.isEmpty()) {
            return List.of();
        }
        try {
            return socket().apply(changes);
        } catch (NetlinkException e) {
            close();
            throw e;
        }
    }

    @Override
    public synchronized List<Address> addresses(int index) throws NetlinkException {
        try {
            return socket().addresses(index);
        } catch (NetlinkException e) {
            close();
            throw e;
        }
    }

    private RouteNetlink socket() throws NetlinkException {
        RouteNetlink open = socket;
        if (open == null) {
            open = RouteNetlink.open();
            socket = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
