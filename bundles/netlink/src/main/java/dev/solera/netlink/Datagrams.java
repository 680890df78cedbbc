package dev.solera.netlink;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What carries netlink datagrams: the kernel's socket, or a script of answers in a test. */
public interface Datagrams extends AutoCloseable {
    /** The number of our end, which answers to our requests carry; 0 where nobody checks. */
    int port();

    /**
     * Sends one datagram of one or more messages.
     *
     * @throws NetlinkException where the kernel takes none of it, or the socket is closed ({@code ESHUTDOWN})
     */
    void send(byte[] datagram) throws NetlinkException;

    /**
     * The next whole datagram from the kernel, or null where none came in {@code timeoutNanos}; a negative time waits for ever, 0 not at
     * all. The buffer belongs to the caller.
     *
     * @throws NetlinkException {@code ENOBUFS} where messages were lost before this one; {@code ESHUTDOWN} where the socket is closed,
     *     also while waiting
     */
    @Nullable
    ByteBuffer receive(long timeoutNanos) throws NetlinkException;

    /** Wakes whoever waits. Idempotent. */
    @Override
    void close();
}
