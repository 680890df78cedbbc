package dev.solera.netlink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Generic netlink: families found by name, commands with attributes. Safe from any thread; one question at a time, each with a bounded
 * wait. What a command needs in privileges is its family's affair.
 */
public final class GenericNetlink implements AutoCloseable {
    private static final int RECEIVE_BYTES = 1024 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final GenericFamily CONTROLLER =
            new GenericFamily(GenericFamily.CONTROLLER, "nlctrl", 2, 0, Map.of());

    private final Conversation kernel;

    private GenericNetlink(Conversation kernel) {
        this.kernel = kernel;
    }

    /** A client for the network namespace of the calling thread, which waits at most 5 s for an answer. */
    public static GenericNetlink open() throws NetlinkException {
        return over(NetlinkSocket.open(NetlinkSocket.GENERIC, RECEIVE_BYTES), TIMEOUT);
    }

    /** A client over other datagrams, such as a recording. Takes ownership of them. */
    public static GenericNetlink over(Datagrams datagrams, Duration timeout) {
        return new GenericNetlink(new Conversation(datagrams, System::nanoTime, timeout));
    }

    /** The family of that name; empty where the kernel has none, such as when its module is not loaded. */
    public Optional<GenericFamily> family(String name) throws NetlinkException {
        NetlinkRequest request = NetlinkRequest.generic(
                "look up generic netlink family " + name,
                CONTROLLER,
                GenericFamily.GET_FAMILY,
                0,
                out -> out.attribute(GenericFamily.FAMILY_NAME, name));
        try {
            for (NetlinkMessage message : kernel.ask(request)) {
                return Optional.of(GenericFamily.decode(message));
            }
            return Optional.empty();
        } catch (NetlinkException e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** One command; its answer, empty for a plain change. */
    public List<GenericMessage> ask(NetlinkRequest request) throws NetlinkException {
        return decoded(kernel.ask(request));
    }

    /** A list. */
    public List<GenericMessage> dump(NetlinkRequest request) throws NetlinkException {
        return decoded(kernel.dump(request));
    }

    /** Many commands, as {@link RouteNetlink#apply} does many changes. */
    public List<NetlinkFailure> apply(List<NetlinkRequest> requests) throws NetlinkException {
        return kernel.batch(requests);
    }

    /** Ends a question under way with {@code ESHUTDOWN}. Idempotent. */
    @Override
    public void close() {
        kernel.close();
    }

    private static List<GenericMessage> decoded(List<NetlinkMessage> messages) throws NetlinkException {
        List<GenericMessage> found = new ArrayList<>(messages.size());
        for (NetlinkMessage message : messages) {
            found.add(GenericMessage.decode(message));
        }
        return found;
    }
}
