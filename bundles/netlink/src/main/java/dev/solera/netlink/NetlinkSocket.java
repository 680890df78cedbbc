package dev.solera.netlink;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import dev.solera.netlink.internal.LibC;
import dev.solera.netlink.internal.SocketFilter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket of the network namespace of the thread that opened it. Safe from any thread: one receives at a time while others
 * send, and {@link #close} wakes the receiver. Opening and reading need no privilege. See netlink(7).
 */
public final class NetlinkSocket implements Datagrams {
    /** Protocol {@code NETLINK_ROUTE}. */
    public static final int ROUTE = 0;
    /** Protocol {@code NETLINK_GENERIC}. */
    public static final int GENERIC = 16;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int ADDRESS_BYTES = 12; // struct sockaddr_nl
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int ADD_MEMBERSHIP = 1;
    private static final int CAP_ACK = 10;
    private static final int EXT_ACK = 11;
    private static final int GET_STRICT_CHK = 12;
    private static final int MSG_PEEK = 0x2;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    private static final int FIRST_BUFFER_BYTES = 32 * 1024;
    private static final int MAX_DATAGRAM_BYTES = 64 * 1024 * 1024;

    private final int fd;
    private final int wakeFd;
    private final int port;
    private final boolean events;
    private final Object life = new Object();
    private int users;
    private boolean closed;

    /** Guards the three below. */
    private final Object receiver = new Object();

    private final ByteBuffer polled = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder()); // two struct pollfd
    private final byte[] sender = new byte[ADDRESS_BYTES];
    private ByteBuffer buffer = ByteBuffer.allocateDirect(FIRST_BUFFER_BYTES);

    private NetlinkSocket(int fd, int wakeFd, int port, boolean events) {
        this.events = events;
        this.fd = fd;
        this.wakeFd = wakeFd;
        this.port = port;
        polled.putInt(0, fd).putShort(4, POLLIN).putInt(8, wakeFd).putShort(12, POLLIN);
    }

    /**
     * Opens a socket.
     *
     * @param protocol {@link #ROUTE} or {@link #GENERIC}
     * @param receiveBytes how much the kernel may queue for it; more than {@code net.core.rmem_max} needs CAP_NET_ADMIN and is cut
     *     without it
     * @throws NetlinkException where there is no such socket, or no native access
     */
    public static NetlinkSocket open(int protocol, int receiveBytes) throws NetlinkException {
        return open(protocol, receiveBytes, false);
    }

    /**
     * The same for events, each received with one call: one that is larger than any before is lost and told as {@code ENOBUFS}, like those the
     * kernel could not keep.
     */
    static NetlinkSocket openForEvents(int protocol, int receiveBytes) throws NetlinkException {
        return open(protocol, receiveBytes, true);
    }

    private static NetlinkSocket open(int protocol, int receiveBytes, boolean events) throws NetlinkException {
        String subject = "netlink socket of protocol " + protocol;
        try {
            return opened(subject, protocol, receiveBytes, events);
        } catch (LinkageError e) {
            throw NetlinkException.failed(
                    subject,
                    Errno.EOPNOTSUPP,
                    "no native access: " + e.getMessage()
                            + " (expected: Linux, and a jna.tmpdir on a file system without noexec)");
        }
    }

    private static NetlinkSocket opened(String subject, int protocol, int receiveBytes, boolean events)
            throws NetlinkException {
        int fd = LibC.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol);
        if (fd < 0) {
            throw NetlinkException.refused(subject, Native.getLastError(), null);
        }
        int wakeFd = LibC.eventfd(0, EFD_CLOEXEC);
        NetlinkException failure = wakeFd < 0 ? NetlinkException.refused(subject, Native.getLastError(), null) : null;
        int[] length = {ADDRESS_BYTES};
        byte[] address = new byte[ADDRESS_BYTES];
        if (failure == null) {
            ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).putShort((short) AF_NETLINK);
            if (LibC.bind(fd, address, ADDRESS_BYTES) < 0 || LibC.getsockname(fd, address, length) < 0) {
                failure = NetlinkException.refused(subject, Native.getLastError(), null);
            }
        }
        if (failure != null) {
            LibC.close(fd);
            if (wakeFd >= 0) {
                LibC.close(wakeFd);
            }
            throw failure;
        }
        // All of these make answers better and are missing from old kernels only.
        option(fd, SOL_NETLINK, EXT_ACK, 1);
        option(fd, SOL_NETLINK, CAP_ACK, 1);
        option(fd, SOL_NETLINK, GET_STRICT_CHK, 1);
        if (option(fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBytes) < 0) {
            option(fd, SOL_SOCKET, SO_RCVBUF, receiveBytes);
        }
        int port = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).getInt(4);
        return new NetlinkSocket(fd, wakeFd, port, events);
    }

    /**
     * Lets the events of a multicast group come in.
     *
     * @throws NetlinkException where there is no such group, or the family wants a privilege for it
     */
    public void join(int group) throws NetlinkException {
        enter();
        try {
            if (option(fd, SOL_NETLINK, ADD_MEMBERSHIP, group) < 0) {
                throw NetlinkException.refused("netlink multicast group " + group, Native.getLastError(), null);
            }
        } finally {
            leave();
        }
    }

    /**
     * Keeps messages of two types that have {@code value} at {@code offset} from coming in; those of other processes and answers are judged
     * alike.
     *
     * @return whether the kernel does so; else they come
     */
    boolean leaveOut(int oneType, int otherType, int offset, int value) throws NetlinkException {
        enter();
        try {
            return SocketFilter.drop(fd, oneType, otherType, offset, value);
        } finally {
            leave();
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void send(byte[] datagram) throws NetlinkException {
        enter();
        try {
            while (LibC.send(fd, datagram, new NativeLong(datagram.length), 0).longValue() < 0) {
                int errno = Native.getLastError();
                if (errno != Errno.EINTR) {
                    throw NetlinkException.refused("netlink send of " + datagram.length + " bytes", errno, null);
                }
            }
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable ByteBuffer receive(long timeoutNanos) throws NetlinkException {
        enter();
        try {
            synchronized (receiver) {
                return awaited(timeoutNanos);
            }
        } finally {
            leave();
        }
    }

    @Override
    public void close() {
        synchronized (life) {
            if (closed) {
                return;
            }
            closed = true;
            if (users == 0) {
                release();
            } else {
                LibC.eventfd_write(wakeFd, 1);
            }
        }
    }

    private @Nullable ByteBuffer awaited(long timeoutNanos) throws NetlinkException {
        long startNanos = System.nanoTime();
        while (true) {
            ByteBuffer datagram = take();
            long left = timeoutNanos < 0 ? -1 : Math.max(0, timeoutNanos - (System.nanoTime() - startNanos));
            if (datagram != null || left == 0) {
                return datagram;
            }
            await(left);
        }
    }

    /** Waits until the socket may be readable, the time is over, or a signal comes; fails once the socket is closed. */
    private void await(long nanos) throws NetlinkException {
        polled.clear(); // JNA passes the address of the position
        polled.putShort(6, (short) 0).putShort(14, (short) 0);
        long millis = (nanos + 999_999) / TimeUnit.MILLISECONDS.toNanos(1); // rounded up, never too early
        int timeout = nanos < 0 ? -1 : (int) Math.min(millis, Integer.MAX_VALUE);
        if (LibC.poll(polled, new NativeLong(2), timeout) < 0 && Native.getLastError() != Errno.EINTR) {
            throw NetlinkException.refused("netlink poll", Native.getLastError(), null);
        }
        synchronized (life) {
            if (closed) {
                throw shutDown();
            }
        }
    }

    /** One datagram, whatever its size unless it is an event; null where there is none or it does not come from the kernel. */
    private @Nullable ByteBuffer take() throws NetlinkException {
        int size = events ? buffer.capacity() : receive(0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
        makeRoom(size);
        int got = size < 0 ? -1 : receive(buffer.capacity(), MSG_TRUNC | MSG_DONTWAIT);
        if (got > buffer.capacity()) {
            makeRoom(got);
            throw NetlinkException.failed("netlink receive", Errno.ENOBUFS, "an event of " + got + " bytes");
        }
        boolean fromKernel =
                ByteBuffer.wrap(sender).getInt(4) == 0; // nl_pid; another process may send us datagrams too
        if (got < 0 || !fromKernel) {
            return null;
        }
        byte[] bytes = new byte[got];
        buffer.get(0, bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private void makeRoom(int size) throws NetlinkException {
        if (size > MAX_DATAGRAM_BYTES) {
            throw NetlinkException.failed("netlink receive", Errno.EMSGSIZE, "a datagram of " + size + " bytes");
        }
        if (size > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(Math.max(size, 2 * buffer.capacity()));
        }
    }

    /** What is received has its size as the answer, whole even where it was cut to {@code bytes}; -1 for none. */
    private int receive(int bytes, int flags) throws NetlinkException {
        int[] length = {ADDRESS_BYTES};
        NativeLong size = LibC.recvfrom(fd, buffer, new NativeLong(bytes), flags, sender, length);
        if (size.longValue() >= 0) {
            return size.intValue();
        }
        int errno = Native.getLastError();
        if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
            return -1;
        }
        throw NetlinkException.refused("netlink receive", errno, null);
    }

    /** Descriptors are closed by the last who uses them, so that none is read after its number went to somebody else. */
    private void enter() throws NetlinkException {
        synchronized (life) {
            if (closed) {
                throw shutDown();
            }
            users++;
        }
    }

    private void leave() {
        synchronized (life) {
            users--;
            if (closed && users == 0) {
                release();
            }
        }
    }

    private void release() {
        LibC.close(fd);
        LibC.close(wakeFd);
    }

    private static int option(int fd, int level, int name, int value) {
        return LibC.setsockopt(fd, level, name, new int[] {value}, 4);
    }

    private static NetlinkException shutDown() {
        return NetlinkException.failed("netlink socket", Errno.ESHUTDOWN, "closed");
    }
}
