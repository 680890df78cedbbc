package dev.solera.proxy.internal;

import dev.solera.proxy.ProxySettings;
import dev.solera.proxy.internal.http2.StrictCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/2 on one client connection: each stream gets a session of its own, as if it were a connection with one request. Used by its
 * loop's thread alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class Http2Front {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Window of a connection for so many of its streams: the rest waits until servers take something. */
    private static final int STREAMS_IN_WINDOW = 16;

    private static final int ENABLE_CONNECT_PROTOCOL = 8; // RFC 8441 §3

    /** So long a client may still come up with streams after it was told that the connection ends: it may not have read that yet. */
    private static final long LAST_STREAMS_MILLIS = 1000;

    /** Small CONTINUATION frames of one head; honest ones are full but for the last. */
    private static final int SMALL_CONTINUATIONS = 16;

    private static final int RESET_SECONDS = 30;
    private static final long CONTROL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final HttpSession session;
    private final Channel channel;
    private final ProxySettings.Http2 limits;
    private final Http2FrameCodec codec;
    private int streams;
    private int control;
    private long controlSinceNanos;
    private boolean leaving;

    Http2Front(HttpSession session) {
        this.session = session;
        this.channel = session.channel;
        this.limits = session.loop.http2();
        Http2Settings settings = new Http2Settings()
                .maxConcurrentStreams(limits.streams())
                .initialWindowSize(limits.windowBytes())
                .maxHeaderListSize(session.loop.limits().headBytes());
        settings.put((char) ENABLE_CONNECT_PROTOCOL, Long.valueOf(1));
        this.codec = new StrictCodec()
                .initialSettings(settings)
                .validateHeaders(true)
                .decoderEnforceMaxRstFramesPerWindow(limits.resets(), RESET_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(limits.resets(), RESET_SECONDS)
                .decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS)
                .encoderEnforceMaxQueuedControlFrames(limits.control())
                .gracefulShutdownTimeoutMillis(-1) // streams have deadlines of their own
                .build();
    }

    /** What the first bytes of a connection begin. */
    enum Opening {
        HTTP_1,
        HTTP_2,
        /** A part of HTTP/2's preface: the next byte may tell. */
        OPEN;

        /** Looks for HTTP/2's preface (RFC 9113 §3.4). No request of HTTP/1 shares more than its first bytes. */
        static Opening of(ByteBuf first) {
            int n = Math.min(first.readableBytes(), PREFACE.length);
            for (int i = 0; i < n; i++) {
                if (first.getByte(first.readerIndex() + i) != PREFACE[i]) {
                    return HTTP_1;
                }
            }
            return n == PREFACE.length ? HTTP_2 : OPEN;
        }
    }

    /** Speaks HTTP/2 from {@code first} on, the first bytes of the connection. Takes ownership. */
    void start(ByteBuf first) throws Exception {
        channel.pipeline()
                .addBefore(Session.HANDLER, null, codec)
                .addBefore(Session.HANDLER, null, new Http2MultiplexHandler(new Streams()))
                .addBefore(Session.HANDLER, null, new Warden());
        codec.connection()
                .local()
                .flowController()
                .incrementWindowSize(
                        codec.connection().connectionStream(),
                        (STREAMS_IN_WINDOW * limits.windowBytes()) - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
        ChannelHandlerContext at = channel.pipeline().context(codec);
        codec.channelRead(at, first);
        codec.channelReadComplete(at);
    }

    /** Tells the client that no more streams are served, soon, and closes when those that are there have ended. */
    void leave() {
        if (leaving) {
            return;
        }
        leaving = true;
        if (streams == 0) {
            channel.close();
            return;
        }
        // RFC 9113 §6.8: first that the end is near, then which stream was the last.
        DefaultHttp2GoAwayFrame soon = new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR);
        soon.setExtraStreamIds(Integer.MAX_VALUE);
        channel.pipeline().context(codec).pipeline().writeAndFlush(soon);
        var unused = channel.eventLoop().schedule(() -> channel.close(), LAST_STREAMS_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * The client has ended its direction: what it asked for in part never becomes whole, and it can open no window for what it is to be
     * sent. Streams that are there end with the connection; the codec would wait for each.
     */
    void inputEnded() {
        if (streams == 0) {
            channel.close();
        } else {
            channel.pipeline().context(codec).close();
        }
    }

    /** Tells whether nothing is under way. */
    boolean isIdle() {
        return streams == 0;
    }

    private void opened() {
        streams++;
        session.alarm.off();
    }

    private void closed() {
        if (--streams == 0 && channel.isActive()) {
            if (leaving || session.service.isDraining()) {
                channel.close();
            } else {
                session.alarm.in(session.service.wiring().keepAliveNanos);
            }
        }
    }

    /** Gives each stream its session. */
    private final class Streams extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel stream) {
            opened();
            stream.closeFuture().addListener(f -> closed());
            HttpSession request = HttpSession.onStream(session, stream);
            stream.pipeline().addLast(new StreamRequest(request)).addLast(Session.HANDLER, request);
        }
    }

    /** Keeps what is about the connection from its session, and counts it: a client that does little else is let go. */
    private final class Warden extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            if (message instanceof Http2GoAwayFrame) {
                return;
            }
            long now = System.nanoTime();
            if (now - controlSinceNanos > CONTROL_NANOS) {
                controlSinceNanos = now;
                control = 0;
            }
            if (++control > limits.control()) {
                codec.onError(
                        ctx.pipeline().context(codec),
                        false,
                        Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many frames of control"));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
                ctx.fireExceptionCaught(cause);
            }
            // Else the codec has said so to the client and closes.
        }
    }
}
