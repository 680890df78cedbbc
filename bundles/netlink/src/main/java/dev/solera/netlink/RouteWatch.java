package dev.solera.netlink;

import java.nio.ByteBuffer;
import java.util.Set;
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
        NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.ROUTE, receiveBytes);
        try {
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

    /** Ends {@link #run} within its present event. Idempotent, from any thread. */
    @Override
    public void close() {
        datagrams.close();
    }

    private void hear() throws NetlinkException {
        try {
            ByteBuffer datagram = datagrams.receive(-1);
            if (datagram != null) {
                for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
                    tell(message);
                }
            }
        } catch (NetlinkException e) {
            if (e.errno() == Errno.ENOBUFS) {
                drain();
                listener.resync("events were lost: " + e.getMessage());
            } else if (e.errno() == Errno.EBADMSG) {
                listener.resync("an event made no sense: " + e.getMessage());
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

    private void tell(NetlinkMessage message) throws NetlinkException {
        switch (message.type()) {
            case Link.NEW, Link.DELETE -> {
                // A link that leaves a bridge is "deleted" in the bridge's own family: the link itself stays.
                if (message.fixed(Link.HEADER_BYTES).get() == UNSPECIFIED) {
                    listener.link(Link.decode(message), message.type() == Link.NEW);
                }
            }
            case Address.NEW, Address.DELETE ->
                listener.address(Address.decode(message), message.type() == Address.NEW);
            case Route.NEW, Route.DELETE -> listener.route(Route.decode(message), message.type() == Route.NEW);
            case Rule.NEW, Rule.DELETE -> listener.rule(Rule.decode(message), message.type() == Rule.NEW);
            case Neighbour.NEW, Neighbour.DELETE ->
                listener.neighbour(Neighbour.decode(message), message.type() == Neighbour.NEW);
            default -> {} // other kinds share the groups
        }
    }
}
