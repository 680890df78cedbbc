package dev.solera.netlink;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener what changes in a network namespace, without polling. Events are heard from {@link #open} on and told while
 * {@link #run} runs, on the caller's thread; so open, read the state with a {@link RouteNetlink}, then run. Where more happens than the
 * kernel can keep for us ({@code ENOBUFS}), {@link RouteListener#resync} says so.
 */
public final class RouteWatch implements Runnable, AutoCloseable {
    private static final int RECEIVE_BYTES = 4 * 1024 * 1024;
    private static final int MAX_DRAINED = 100_000;
    private static final int UNSPECIFIED = 0;

    private final Datagrams datagrams;
    private final RouteListener listener;

    /** Who waits for the answer of that number, after which everything before it has been told. */
    private final Map<Integer, CountDownLatch> waiters = new ConcurrentHashMap<>();

    private final AtomicInteger number = new AtomicInteger();

    /** Whether something has been told since {@link RouteListener#settled}; belongs to the thread that runs. */
    private boolean unsettled;

    private volatile boolean over;

    RouteWatch(Datagrams datagrams, RouteListener listener) {
        this.datagrams = datagrams;
        this.listener = listener;
    }

    /** A watch of the network namespace of the calling thread. Needs no privilege. */
    public static RouteWatch open(Set<RouteGroup> groups, RouteListener listener) throws NetlinkException {
        return open(groups, listener, RECEIVE_BYTES);
    }

    /** The same with a receive buffer of {@code receiveBytes}. */
    public static RouteWatch open(Set<RouteGroup> groups, RouteListener listener, int receiveBytes)
            throws NetlinkException {
        NetlinkSocket socket = NetlinkSocket.openForEvents(NetlinkSocket.ROUTE, receiveBytes);
        try {
            // Two or three of the kernel's own routes come and go with each address; where this is refused, they are
            // passed over one by one.
            var unused = socket.leaveOut(
                    Route.NEW, Route.DELETE, NetlinkMessage.HEADER_BYTES + Route.TABLE_OFFSET, (int) Route.TABLE_LOCAL);
            for (RouteGroup group : groups) {
                socket.join(group.number());
            }
        } catch (NetlinkException e) {
            socket.close();
            throw e;
        }
        return new RouteWatch(socket, listener);
    }

    /** Tells events until {@link #close}. What the listener throws comes out here, and so does a socket that fails, unchecked. */
    @Override
    public void run() {
        try {
            while (true) {
                hear();
            }
        } catch (NetlinkException e) {
            if (e.errno() != Errno.ESHUTDOWN) {
                throw new IllegalStateException("netlink events: " + e.getMessage(), e);
            }
        } finally {
            close();
        }
    }

    /**
     * Waits until everything that had happened before this call has been told and {@linkplain RouteListener#settled settled}. For any
     * thread but the one that runs. The kernel's answers queue behind its events, so an answer that has come says that they have.
     *
     * @return whether it has; false when the time is over first, or the watch is
     */
    public boolean catchUp(Duration atMost) {
        int mine = number.incrementAndGet();
        CountDownLatch passed = new CountDownLatch(1);
        waiters.put(mine, passed);
        try {
            MessageWriter out = new MessageWriter();
            out.begin(NetlinkMessage.NOOP, NetlinkMessage.REQUEST | NetlinkMessage.ACK, mine)
                    .end();
            datagrams.send(out.toByteArray());
            return !over && passed.await(atMost.toNanos(), TimeUnit.NANOSECONDS) && !over;
        } catch (NetlinkException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiters.remove(mine);
        }
    }

    /** Ends {@link #run} within its present event. Idempotent, from any thread. */
    @Override
    public void close() {
        over = true;
        datagrams.close();
        waiters.values().forEach(CountDownLatch::countDown);
    }

    private void hear() throws NetlinkException {
        try {
            ByteBuffer datagram = datagrams.receive(unsettled ? 0 : -1);
            if (datagram == null) {
                settle();
                return;
            }
            for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
                tell(message);
            }
        } catch (NetlinkException e) {
            if (e.errno() == Errno.ENOBUFS) {
                drain();
                // Their answers may have been lost too; what they wait for had happened before the reading that
                // follows.
                List<CountDownLatch> waiting = List.copyOf(waiters.values());
                listener.resync("events were lost: " + e.getMessage());
                unsettled = true;
                settle();
                waiting.forEach(CountDownLatch::countDown);
            } else if (e.errno() == Errno.EBADMSG) {
                listener.resync("an event made no sense: " + e.getMessage());
                unsettled = true;
            } else {
                throw e;
            }
        }
    }

    /**
     * Forgets what is queued: it is older than what the listener is about to read. An overrun socket hears nothing new until its queue
     * is empty.
     */
    private void drain() throws NetlinkException {
        for (int i = 0; i < MAX_DRAINED && pending(); i++) {
            // each call takes one datagram
        }
    }

    private boolean pending() throws NetlinkException {
        try {
            @Nullable ByteBuffer old = datagrams.receive(0);
            return old != null;
        } catch (NetlinkException e) {
            if (e.errno() == Errno.ENOBUFS) {
                return true;
            }
            throw e;
        }
    }

    private void settle() {
        if (unsettled) {
            unsettled = false;
            listener.settled();
        }
    }

    private void tell(NetlinkMessage message) throws NetlinkException {
        if (message.type() == NetlinkMessage.ERROR) {
            CountDownLatch passed = waiters.remove(message.sequence());
            if (passed != null) {
                settle();
                passed.countDown();
            }
            return;
        }
        unsettled = true;
        switch (message.type()) {
            case Link.NEW, Link.DELETE -> {
                // A link that leaves a bridge is "deleted" in the bridge's own family: the link itself stays.
                if (message.fixed(Link.HEADER_BYTES).get() == UNSPECIFIED) {
                    listener.link(Link.decode(message), message.type() == Link.NEW);
                }
            }
            case Address.NEW, Address.DELETE ->
                listener.address(Address.decode(message), message.type() == Address.NEW);
            case Route.NEW, Route.DELETE -> {
                // Two or three of the kernel's own come and go with each address.
                if (!Route.isKernelsOwn(message)) {
                    listener.route(Route.decode(message), message.type() == Route.NEW);
                }
            }
            case Rule.NEW, Rule.DELETE -> listener.rule(Rule.decode(message), message.type() == Rule.NEW);
            case Neighbour.NEW, Neighbour.DELETE ->
                listener.neighbour(Neighbour.decode(message), message.type() == Neighbour.NEW);
            default -> {} // other kinds share the groups
        }
    }
}
