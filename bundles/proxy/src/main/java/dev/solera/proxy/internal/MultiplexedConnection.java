package dev.solera.proxy.internal;

import dev.solera.proxy.ProxySettings;
import dev.solera.proxy.internal.tls.Outgoing;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a real server in HTTP/2 (RFC 9113), whose streams carry requests of any clients of its loop. Used by its loop's thread
 * alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class MultiplexedConnection extends ChannelInboundHandlerAdapter {
    private final MultiplexedConnections owner;
    private final Loop loop;
    private final InetSocketAddress address;
    private final @Nullable Outgoing tls;
    private final ProxySettings.Http2 limits;
    private final Http2FrameCodec codec;
    private final Wheel.Alarm idle;
    private @Nullable Channel channel;
    private boolean ready;
    private boolean retired;
    private int streams;
    private String problem = "";

    MultiplexedConnection(MultiplexedConnections owner, Loop loop, LiveReal real, @Nullable Outgoing tls) {
        this.owner = owner;
        this.loop = loop;
        this.address = real.spec().address();
        this.tls = tls;
        this.limits = loop.http2();
        this.idle = loop.wheel().alarm(this::retire);
        this.codec = Http2FrameCodecBuilder.forClient()
                .initialSettings(new Http2Settings()
                        .pushEnabled(false)
                        .initialWindowSize(limits.windowBytes())
                        .maxHeaderListSize(loop.limits().headBytes()))
                .validateHeaders(true)
                .encoderEnforceMaxQueuedControlFrames(limits.control())
                .gracefulShutdownTimeoutMillis(-1) // streams have deadlines of their own
                .build();
    }

    /** Returns what its bytes go to. */
    ChannelHandler[] handlers() {
        ChannelHandler nothingPushed = new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.close();
            }
        };
        return new ChannelHandler[] {codec, new Http2MultiplexHandler(nothingPushed), this};
    }

    /** Tells whether another stream may be opened for {@code now}. */
    boolean hasRoom(Roster now) {
        return !retired
                && tls == now.tls
                && streams
                        < Math.min(limits.streams(), codec.connection().local().maxActiveStreams())
                && codec.connection().local().canOpenStream();
    }

    /** Tells whether it is to where {@code real} is now. */
    boolean leadsTo(LiveReal real) {
        return address.equals(real.spec().address());
    }

    /** Opens a stream whose answer {@code to} reads; null when that cannot be. */
    @Nullable
    Channel open(ServerConnection to) {
        Channel of = channel;
        if (of == null) {
            return null;
        }
        Future<Http2StreamChannel> opening = new Http2StreamChannelBootstrap(of)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new StreamAnswer(to), to);
                    }
                })
                .open();
        Channel stream = opening.getNow();
        if (stream == null) {
            retire();
            return null;
        }
        streams++;
        idle.off();
        stream.closeFuture().addListener(f -> streamEnded());
        return stream;
    }

    private void streamEnded() {
        if (--streams > 0) {
            owner.serve();
        } else if (retired) {
            close();
        } else {
            idle.in(loop.idleServerNanos());
            owner.serve();
        }
    }

    /** No more streams are opened; it closes when those that are there have ended. */
    void retire() {
        if (!retired) {
            retired = true;
            owner.retired(this);
            if (streams == 0) {
                close();
            }
        }
    }

    /** Ends it, whatever is under way. */
    void close() {
        idle.drop();
        Channel of = channel;
        if (of != null) {
            of.close();
        }
    }

    /** Returns in words why it came to nothing, as far as is known. */
    String problem() {
        return problem;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        try {
            if (message instanceof Http2SettingsFrame && !ready) {
                ready = true;
                // Room for all of its streams: clients that do not read must not hold up those of others.
                long window =
                        Math.max(Http2CodecUtil.DEFAULT_WINDOW_SIZE, (long) limits.streams() * limits.windowBytes());
                codec.connection()
                        .local()
                        .flowController()
                        .incrementWindowSize(
                                codec.connection().connectionStream(),
                                (int) Math.min(window, Integer.MAX_VALUE) - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
                idle.in(loop.idleServerNanos());
                owner.opened(this);
            } else if (message instanceof Http2GoAwayFrame) {
                retire();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Http2Exception wrong = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
        problem = String.valueOf((wrong == null ? cause : wrong).getMessage());
        if (wrong == null) {
            ctx.close();
        }
        // Else the codec has said so to the server and closes.
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        idle.drop();
        if (ready) {
            retired = true;
            owner.retired(this);
        } else {
            owner.failed(this);
        }
        ctx.fireChannelInactive();
    }
}
