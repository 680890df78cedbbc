package dev.solera.netlink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Links, addresses, routes and rules of one network namespace, read and changed (rtnetlink(7)). Reads need no privilege, changes need
 * CAP_NET_ADMIN. Safe from any thread; one question at a time, each with a bounded wait. Every failure has the errno's name and the
 * kernel's own words.
 */
public final class RouteNetlink implements AutoCloseable {
    private static final int RECEIVE_BYTES = 1024 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int UNSPECIFIED = 0;
    private static final int INET = 2;
    private static final int INET6 = 10;

    private final Conversation kernel;

    RouteNetlink(Conversation kernel) {
        this.kernel = kernel;
    }

    /** A client for the network namespace of the calling thread, which waits at most 5 s for an answer. */
    public static RouteNetlink open() throws NetlinkException {
        return open(TIMEOUT);
    }

    /** A client for the network namespace of the calling thread. */
    public static RouteNetlink open(Duration timeout) throws NetlinkException {
        return over(NetlinkSocket.open(NetlinkSocket.ROUTE, RECEIVE_BYTES), timeout);
    }

    /** A client over other datagrams, such as a recording. Takes ownership of them. */
    public static RouteNetlink over(Datagrams datagrams, Duration timeout) {
        return new RouteNetlink(new Conversation(datagrams, System::nanoTime, timeout));
    }

    /** Every interface, in the kernel's order. */
    public List<Link> links() throws NetlinkException {
        NetlinkRequest request = new NetlinkRequest("list links", Link.GET, 0, Link::writeQuery);
        return decoded(kernel.dump(request), Link.NEW, Link::decode);
    }

    /** Every address of every interface, IPv4 first. */
    public List<Address> addresses() throws NetlinkException {
        return addresses(0);
    }

    /** The addresses of one interface, IPv4 first; none where there is no such interface. Kernels from 4.20 read only those. */
    public List<Address> addresses(int index) throws NetlinkException {
        List<Address> found = new ArrayList<>();
        for (int family : new int[] {INET, INET6}) {
            NetlinkRequest request = new NetlinkRequest(
                    "list addresses",
                    Address.GET,
                    0,
                    out -> out.u8(family).u8(0).u8(0).u8(0).u32(index));
            try {
                found.addAll(decoded(kernel.dump(request), Address.NEW, Address::decode));
            } catch (NetlinkException e) {
                if (e.errno() != Errno.ENODEV) {
                    throw e;
                }
            }
        }
        found.removeIf(address -> index != 0 && address.index() != index);
        return found;
    }

    /** Every route of every table, IPv4 first. */
    public List<Route> routes() throws NetlinkException {
        List<Route> found = new ArrayList<>();
        for (int family : new int[] {INET, INET6}) {
            found.addAll(dump("list routes", Route.GET, family, Route.HEADER_BYTES, Route.NEW, Route::decode));
        }
        return found;
    }

    /** Every rule, IPv4 first, in the order in which they are asked. */
    public List<Rule> rules() throws NetlinkException {
        List<Rule> found = new ArrayList<>();
        for (int family : new int[] {INET, INET6}) {
            found.addAll(dump("list rules", Rule.GET, family, Rule.HEADER_BYTES, Rule.NEW, Rule::decode));
        }
        return found;
    }

    /** Every entry of the ARP and ND tables. */
    public List<Neighbour> neighbours() throws NetlinkException {
        return dump(
                "list neighbours",
                Neighbour.GET,
                UNSPECIFIED,
                Neighbour.HEADER_BYTES,
                Neighbour.NEW,
                Neighbour::decode);
    }

    /** Adds an address; {@code EEXIST} where it is there. */
    public void addAddress(Address address) throws NetlinkException {
        kernel.ask(NetlinkRequest.addAddress(address));
    }

    /** Adds an address, or renews the lifetime and flags of the one that is there. */
    public void replaceAddress(Address address) throws NetlinkException {
        kernel.ask(NetlinkRequest.replaceAddress(address));
    }

    /**
     * Deletes an address; {@code EADDRNOTAVAIL} where it is not there. With the first address of an IPv4 subnet the kernel deletes the
     * others of it too, unless {@code promote_secondaries} is set.
     */
    public void deleteAddress(Address address) throws NetlinkException {
        kernel.ask(NetlinkRequest.deleteAddress(address));
    }

    public void addRoute(Route route) throws NetlinkException {
        kernel.ask(NetlinkRequest.addRoute(route));
    }

    public void replaceRoute(Route route) throws NetlinkException {
        kernel.ask(NetlinkRequest.replaceRoute(route));
    }

    public void deleteRoute(Route route) throws NetlinkException {
        kernel.ask(NetlinkRequest.deleteRoute(route));
    }

    public void addRule(Rule rule) throws NetlinkException {
        kernel.ask(NetlinkRequest.addRule(rule));
    }

    public void deleteRule(Rule rule) throws NetlinkException {
        kernel.ask(NetlinkRequest.deleteRule(rule));
    }

    /**
     * Does many changes in order, with as few calls to the kernel as may be. One that fails keeps none after it from being done.
     *
     * @return what was not done and why, empty where all was
     * @throws NetlinkException where the socket fails or answers are lost: what was done is then unknown, and has to be read
     */
    public List<NetlinkFailure> apply(List<NetlinkRequest> changes) throws NetlinkException {
        return kernel.batch(changes);
    }

    /** Ends a question under way with {@code ESHUTDOWN}. Idempotent. */
    @Override
    public void close() {
        kernel.close();
    }

    private <T> List<T> dump(String subject, int type, int family, int headerBytes, int answer, Decoder<T> decoder)
            throws NetlinkException {
        Consumer<MessageWriter> header = out -> out.raw(header(family, headerBytes));
        return decoded(kernel.dump(new NetlinkRequest(subject, type, 0, header)), answer, decoder);
    }

    /** Every header of rtnetlink begins with the family; the rest has to be zero for a kernel that checks strictly. */
    private static byte[] header(int family, int bytes) {
        byte[] header = new byte[bytes];
        header[0] = (byte) family;
        return header;
    }

    private static <T> List<T> decoded(List<NetlinkMessage> parts, int type, Decoder<T> decoder)
            throws NetlinkException {
        List<T> found = new ArrayList<>(parts.size());
        for (NetlinkMessage part : parts) {
            if (part.type() == type) {
                found.add(decoder.decode(part));
            }
        }
        return found;
    }

    private interface Decoder<T> {
        T decode(NetlinkMessage message) throws NetlinkException;
    }
}
