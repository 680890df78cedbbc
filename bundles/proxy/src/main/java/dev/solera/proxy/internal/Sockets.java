package dev.solera.proxy.internal;

import dev.solera.proxy.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes sockets of the transport chosen at start. */
public final class Sockets {
    private static final int MAX_DATAGRAM_BYTES = 65_535;
    /** What the kernel holds for a listener while its loop is busy, at most {@code net.core.rmem_max}. */
    private static final int DATAGRAM_BUFFER_BYTES = 1 << 20;

    private final Transport transport;
    private final List<String> limits;

    private Sockets(Transport transport, List<String> limits) {
        this.transport = transport;
        this.limits = List.copyOf(limits);
    }

    /** Chooses what was asked for, or the next best that works here. */
    public static Sockets choose(Transport asked) {
        List<String> limits = new ArrayList<>();
        if (asked == Transport.IO_URING) {
            Throwable cause = ioUringProblem();
            if (cause == null) {
                return new Sockets(asked, limits);
            }
            limits.add("transport: io_uring is not available (" + words(cause) + ")");
        }
        if (asked != Transport.NIO) {
            Throwable cause = Epoll.unavailabilityCause();
            if (cause == null) {
                return new Sockets(Transport.EPOLL, limits);
            }
            limits.add("transport: epoll is not available (" + words(cause) + ")");
        }
        limits.add("transport: with nio, addresses that are not on this host cannot be listened on");
        return new Sockets(Transport.NIO, limits);
    }

    private static @Nullable Throwable ioUringProblem() {
        try {
            return IoUring.unavailabilityCause();
        } catch (LinkageError e) {
            return e;
        }
    }

    private static String words(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                : message.lines().findFirst().orElse("");
    }

    /** Returns the name of the transport, such as {@code epoll}. */
    public String name() {
        return transport.text();
    }

    /** Returns what cannot be done with it, in words. */
    public List<String> limits() {
        return limits;
    }

    /** Tells whether each event loop can have a listening socket of its own. */
    boolean sharesPorts() {
        return transport != Transport.NIO;
    }

    /** Returns what drives an event loop. */
    public IoHandlerFactory handlers() {
        return switch (transport) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            default -> NioIoHandler.newFactory();
        };
    }

    /** Returns a socket to listen on {@code address}, not bound yet. */
    ServerChannel listening(InetSocketAddress address) {
        SocketProtocolFamily family = family(address);
        ServerChannel channel =
                switch (transport) {
                    case IO_URING -> new IoUringServerSocketChannel();
                    case EPOLL -> new EpollServerSocketChannel(family);
                    default -> new NioServerSocketChannel(SelectorProvider.provider(), family);
                };
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.config().setOption(ChannelOption.SO_BACKLOG, 65535); // the kernel cuts it to net.core.somaxconn
        channel.config().setAutoRead(false);
        besideOthers(channel);
        return channel;
    }

    /**
     * Returns a second channel on a listening socket, for another event loop to accept from while the first one's is stuck; null where the
     * transport cannot. It is to be deregistered, never closed: the socket is the first channel's.
     */
    @Nullable
    Channel second(Channel listening) {
        return listening instanceof EpollServerSocketChannel epoll
                ? new EpollServerSocketChannel(epoll.fd().intValue())
                : null;
    }

    /** Returns a socket to connect to {@code address} with. */
    Channel connecting(InetSocketAddress address) {
        SocketProtocolFamily family = family(address);
        Channel channel =
                switch (transport) {
                    case IO_URING -> new IoUringSocketChannel();
                    case EPOLL -> new EpollSocketChannel(family);
                    default -> new NioSocketChannel(SelectorProvider.provider(), family);
                };
        channel.config().setConnectTimeoutMillis(0); // the session has a deadline of its own
        return channel;
    }

    /**
     * Returns a socket for datagrams to or from {@code address}, neither bound nor connected.
     *
     * @param listening whether it is to be bound there, beside others
     */
    Channel datagrams(InetSocketAddress address, boolean listening) {
        SocketProtocolFamily family = family(address);
        Channel channel =
                switch (transport) {
                    case IO_URING -> new IoUringDatagramChannel(family);
                    case EPOLL -> new EpollDatagramChannel(family);
                    default -> new NioDatagramChannel(family);
                };
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES));
        if (listening) {
            channel.config().setAutoRead(false);
            channel.config().setOption(ChannelOption.SO_RCVBUF, DATAGRAM_BUFFER_BYTES);
            besideOthers(channel);
        }
        return channel;
    }

    /** One socket for each event loop, at an address that may not be here yet. NIO can neither. */
    private void besideOthers(Channel channel) {
        if (transport != Transport.NIO) {
            channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
            channel.config()
                    .setOption(
                            transport == Transport.EPOLL
                                    ? EpollChannelOption.IP_FREEBIND
                                    : IoUringChannelOption.IP_FREEBIND,
                            true);
        }
    }

    private static SocketProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }
}
