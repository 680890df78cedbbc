package dev.solera.demo.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP/1.1 server that says its name. How it behaves is changed on its event loop alone, and read anywhere. */
@SuppressWarnings("FutureReturnValueIgnored") // who closes or binds again from here has nothing to wait for
final class DemoServer {

    private static final Logger log = LoggerFactory.getLogger(DemoServer.class);
    private static final int BACKLOG = 1024;
    private static final long WAIT_SECONDS = 5;

    /** Longer than two failed checks of the demo's pool take. */
    private static final long LEAVE_SECONDS = 3;

    private final String name;
    private volatile InetSocketAddress address;
    private final EventLoopGroup loop;
    private final DemoServers siblings;
    private final ChannelGroup connections;
    private volatile @Nullable Channel listener;
    private volatile Behaviour behaviour = Behaviour.NORMAL;
    private volatile @Nullable Future<?> leaving;
    private @Nullable Future<?> reset;

    DemoServer(String name, InetSocketAddress address, EventLoopGroup loop, DemoServers siblings) {
        this.name = name;
        this.address = address;
        this.loop = loop;
        this.siblings = siblings;
        connections = new DefaultChannelGroup(name, loop.next());
    }

    String name() {
        return name;
    }

    /** Returns where it listens, or did last; after {@link #listen} never port 0. */
    InetSocketAddress address() {
        return address;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    boolean listening() {
        return listener != null;
    }

    /** Starts to listen and returns null, or why it cannot. Not for the event loop: it waits. */
    @Nullable
    String listen() {
        ChannelFuture bound = bind();
        if (!bound.awaitUninterruptibly(WAIT_SECONDS, TimeUnit.SECONDS)) {
            return "no answer within " + WAIT_SECONDS + " s";
        }
        if (bound.cause() != null) {
            return String.valueOf(bound.cause().getMessage());
        }
        return null;
    }

    private ChannelFuture bind() {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline().addLast(new HttpServerCodec(), new DemoHandler(DemoServer.this, siblings));
                    }
                })
                .bind(address);
        return bound.addListener(f -> {
            if (f.isSuccess()) {
                listener = bound.channel();
                address = (InetSocketAddress) bound.channel().localAddress();
            }
        });
    }

    /**
     * Leaves as a server that is taken down with care: from now on it says 503 to health checks and closes after each answer; after {@value
     * #LEAVE_SECONDS} s, when nobody sends it anything any more, it stops listening. On the event loop.
     */
    private void leave() {
        leaving = loop.next().schedule(this::unlisten, LEAVE_SECONDS, TimeUnit.SECONDS);
    }

    /** Tells whether it is about to stop listening. */
    boolean isLeaving() {
        return leaving != null;
    }

    /** Stops listening and closes its connections, as a server that died. Safe from any thread; does not wait. */
    void unlisten() {
        Channel last = listener;
        listener = null;
        stay();
        if (last != null) {
            last.close();
        }
        connections.close();
    }

    private void stay() {
        Future<?> pending = leaving;
        leaving = null;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    /** Behaves so from now on, or for as long as it says. On the event loop. */
    void behave(Behaviour wanted) {
        if (reset != null) {
            reset.cancel(false);
            reset = null;
        }
        behaviour = wanted;
        stay();
        if (wanted.listen() && listener == null) {
            bind().addListener(f -> {
                if (!f.isSuccess()) {
                    log.warn("demo {} cannot listen again: {}", this, f.cause().getMessage());
                }
            });
        } else if (!wanted.listen() && listener != null) {
            if (wanted.cut()) {
                unlisten();
            } else {
                leave();
            }
        }
        if (wanted.forSeconds() > 0) {
            reset = loop.next().schedule(() -> behave(Behaviour.NORMAL), wanted.forSeconds(), TimeUnit.SECONDS);
        }
    }

    @Override
    public String toString() {
        return name + " " + address.getHostString() + ":" + address.getPort();
    }
}
