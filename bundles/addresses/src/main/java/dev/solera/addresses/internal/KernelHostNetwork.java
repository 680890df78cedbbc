package dev.solera.addresses.internal;

import dev.solera.netlink.Link;
import dev.solera.netlink.NetlinkException;
import dev.solera.netlink.NextHop;
import dev.solera.netlink.Route;
import dev.solera.netlink.RouteGroup;
import dev.solera.netlink.RouteListener;
import dev.solera.netlink.RouteNetlink;
import dev.solera.netlink.RouteWatch;
import dev.solera.netlink.Rule;
import dev.solera.spi.HostNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's network, kept in memory by one thread that hears the kernel's events. When events are lost all is read anew; when the kernel cannot be
 * heard it is tried again each second, and what was known last stands.
 */
public final class KernelHostNetwork implements HostNetwork, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KernelHostNetwork.class);
    private static final Duration CATCH_UP = Duration.ofSeconds(2);
    private static final int RETRY_SECONDS = 1;
    private static final int CLOSE_SECONDS = 5;
    private static final Set<RouteGroup> GROUPS =
            EnumSet.complementOf(EnumSet.of(RouteGroup.NEIGHBOUR)); // the busy one that nobody here needs

    private final InterfaceView shown;
    private final Map<Object, Runnable> watchers = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private final Map<Integer, Seen> seen = new ConcurrentHashMap<>();

    private volatile RouteWatch watch;
    private volatile HostState state = new HostState();

    /** Grows with every change that shows; an {@link Interface} made at another count is made anew. */
    private final AtomicLong changes = new AtomicLong();

    private record Seen(long change, Interface found) {}

    private KernelHostNetwork(Ownership ownership) throws NetlinkException {
        this.shown = new InterfaceView(ownership);
        this.watch = RouteWatch.open(GROUPS, new Ear());
        this.thread = new Thread(this::follow, "solera-host-network");
        thread.setDaemon(true);
    }

    /**
     * Reads the network namespace of the calling thread and begins to follow it. Needs no privilege.
     *
     * @throws NetlinkException when the kernel cannot be asked
     */
    public static KernelHostNetwork open(Ownership ownership) throws NetlinkException {
        KernelHostNetwork network = new KernelHostNetwork(ownership);
        try {
            network.read();
        } catch (NetlinkException e) {
            network.watch.close();
            throw e;
        }
        network.thread.start(); // a new thread is in the network namespace of the one that makes it
        return network;
    }

    @Override
    public Optional<Interface> find(String name) {
        HostState now = state;
        long change = changes.get();
        Link link = now.link(name);
        if (link == null) {
            return Optional.empty();
        }
        Seen cached = seen.get(link.index());
        if (cached == null || cached.change() != change) {
            cached = new Seen(change, shown.show(link, now.on(link.index())));
            seen.put(link.index(), cached);
        }
        return Optional.of(cached.found());
    }

    @Override
    public boolean hasRoute(InetAddress destination, int prefix, @Nullable String device, int table) {
        HostState now = state;
        Link link = device == null ? null : now.link(device);
        if (device != null && link == null) {
            return false;
        }
        Subnet to = Subnet.of(destination, prefix);
        for (Route route : now.routes(new HostState.RouteKey(to.network(), prefix, Integer.toUnsignedLong(table)))) {
            if (link == null || leavesBy(route, link.index())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public AutoCloseable watch(Runnable changed) {
        Object key = new Object(); // the same Runnable given twice is two watchers
        watchers.put(key, changed);
        return () -> watchers.remove(key);
    }

    /** What is known now; live. */
    HostState state() {
        return state;
    }

    /** Waits until what had happened before this call is known, at most 2 s; false when it is not. Never from a watcher. */
    boolean catchUp() {
        return watch.catchUp(CATCH_UP);
    }

    /** Ends the thread within 5 s. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
        watch.close();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        String said = "";
        while (closed.getCount() > 0) {
            String why = "";
            try {
                watch.run();
            } catch (RuntimeException e) {
                why = String.valueOf(e.getMessage());
            }
            try {
                if (closed.await(RETRY_SECONDS, TimeUnit.SECONDS)) {
                    return;
                }
                if (!why.equals(said)) {
                    LOG.warn("host network: not heard of any more, tried again each second: {}", why);
                    said = why;
                }
                watch = RouteWatch.open(GROUPS, new Ear());
                read();
                changed();
                LOG.info("host network: heard of again");
                said = "";
            } catch (NetlinkException e) {
                said = String.valueOf(e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
            if (closed.getCount() == 0) {
                watch.close();
            }
        }
    }

    private void read() throws NetlinkException {
        HostState fresh = new HostState();
        try (RouteNetlink kernel = RouteNetlink.open()) {
            kernel.links().forEach(link -> fresh.link(link, true));
            kernel.addresses().forEach(address -> fresh.address(address, true));
            kernel.routes().forEach(route -> fresh.route(route, true));
            kernel.rules().forEach(rule -> fresh.rule(rule, true));
        }
        state = fresh;
    }

    private void changed() {
        changes.incrementAndGet();
        for (Runnable watcher : watchers.values()) {
            try {
                watcher.run();
            } catch (RuntimeException e) {
                LOG.error("host network: a watcher failed", e);
            }
        }
    }

    private static boolean leavesBy(Route route, int index) {
        return route.index() == index
                || route.nextHops().stream().mapToInt(NextHop::index).anyMatch(hop -> hop == index);
    }

    /** Called on the one thread, while {@link RouteWatch#run} runs. */
    private final class Ear implements RouteListener {
        private boolean news;

        @Override
        public void link(Link link, boolean present) {
            news |= state.link(link, present);
        }

        @Override
        public void address(dev.solera.netlink.Address address, boolean present) {
            news |= state.address(address, present);
        }

        @Override
        public void route(Route route, boolean present) {
            news |= state.route(route, present);
        }

        @Override
        public void rule(Rule rule, boolean present) {
            news |= state.rule(rule, present);
        }

        @Override
        public void settled() {
            if (news) {
                news = false;
                changed();
            }
        }

        @Override
        public void resync(String reason) {
            LOG.info("host network: read anew: {}", reason);
            try {
                read();
                news = true;
            } catch (NetlinkException e) {
                throw new IllegalStateException("host network: " + e.getMessage(), e);
            }
        }
    }
}
