package dev.solera.ipvs.internal;

import dev.solera.netlink.Address;
import dev.solera.netlink.Link;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.RouteGroup;
import dev.solera.netlink.RouteListener;
import dev.solera.netlink.RouteNetlink;
import dev.solera.netlink.RouteWatch;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this network namespace, kept up to date by the kernel's events on a thread of its own. */
public final class AddressWatch implements LocalAddresses, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AddressWatch.class);

    private final RouteNetlink route;
    private final RouteWatch watch;
    private final Runnable changed;
    private volatile Places places = new Places(Set.of(), Set.of());

    private record Places(Set<InetAddress> all, Set<InetAddress> onLink) {}

    /**
     * Reads them and goes on listening.
     *
     * @param changed told after each change, on the watch's thread
     * @throws NetlinkException where the kernel cannot be asked
     */
    public AddressWatch(Runnable changed) throws NetlinkException {
        this.changed = changed;
        this.route = RouteNetlink.open();
        try {
            this.watch = RouteWatch.open(Set.of(RouteGroup.IPV4_ADDRESS, RouteGroup.IPV6_ADDRESS), new Listener());
            read();
        } catch (NetlinkException e) {
            route.close();
            throw e;
        }
        Thread thread = new Thread(this::run, "solera-ipvs-addresses");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean isHere(InetAddress address) {
        return places.all().contains(address);
    }

    @Override
    public boolean isOnLink(InetAddress address) {
        return places.onLink().contains(address);
    }

    @Override
    public void close() {
        watch.close();
        route.close();
    }

    private void run() {
        try {
            watch.run();
        } catch (RuntimeException e) {
            LOG.warn("ipvs: addresses are watched no more: {}", e.toString());
        }
    }

    private void read() throws NetlinkException {
        Set<Integer> loopbacks = new HashSet<>();
        for (Link link : route.links()) {
            if (link.isLoopback()) {
                loopbacks.add(link.index());
            }
        }
        Set<InetAddress> all = new HashSet<>();
        Set<InetAddress> onLink = new HashSet<>();
        for (Address address : route.addresses()) {
            all.add(address.local());
            if (!loopbacks.contains(address.index())) {
                onLink.add(address.local());
            }
        }
        places = new Places(all, onLink);
    }

    private final class Listener implements RouteListener {
        @Override
        public void settled() {
            Places old = places;
            try {
                read();
            } catch (NetlinkException e) {
                LOG.warn("ipvs: addresses cannot be read: {}", e.getMessage());
            }
            if (!old.equals(places)) {
                changed.run();
            }
        }

        @Override
        public void resync(String reason) {
            settled();
        }
    }
}
