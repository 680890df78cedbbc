package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http2.FieldText;
import dev.solera.proxy.internal.http2.RequestText;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Makes frames of one stream the bytes of HTTP/1.1 that a session reads, body and all, and in a tunnel bytes that are written frames. A
 * malformed request (RFC 9113 §8.1.1) resets the stream, and the server that has some of it sees no end.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class StreamRequest extends ChannelDuplexHandler {
    /** Written by who ends our direction of a tunnel. */
    static final Object END = new Object();

    private static final int HEAD_BYTES = 512;
    private static final int FRAMING_BYTES = 12;

    private final Session session;
    private boolean begun;
    private boolean ended;
    private boolean tunnel;
    private boolean chunked;
    private long left;

    StreamRequest(Session session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2HeadersFrame head) {
            head(ctx, head);
        } else if (message instanceof Http2DataFrame data) {
            data(ctx, data);
        } else {
            ReferenceCountUtil.release(message); // priorities and the like
        }
    }

    private void head(ChannelHandlerContext ctx, Http2HeadersFrame head) {
        if (ended) {
            malformed(ctx);
        } else if (begun) {
            trailers(ctx, head);
        } else {
            begun = true;
            ByteBuf text = ctx.alloc().directBuffer(HEAD_BYTES);
            RequestText.Result result = RequestText.write(head.headers(), head.isEndStream(), text);
            if (result.problem() != null) {
                text.release();
                malformed(ctx);
                return;
            }
            tunnel = result.tunnel();
            chunked = !tunnel && !head.isEndStream() && result.contentLength() < 0;
            left = result.contentLength();
            ended = head.isEndStream();
            ctx.fireChannelRead(text);
            if (ended && tunnel) {
                ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
        }
    }

    /** Passes trailers on behind a body in chunks; one of known length has no place for them. */
    private void trailers(ChannelHandlerContext ctx, Http2HeadersFrame trailers) {
        ByteBuf text = ctx.alloc().directBuffer(HEAD_BYTES);
        if (!trailers.isEndStream() || tunnel || !FieldText.lastChunk(trailers.headers(), text)) {
            text.release();
            malformed(ctx);
        } else if (chunked) {
            ended = true;
            ctx.fireChannelRead(text);
        } else {
            text.release();
            end(ctx);
        }
    }

    private void data(ChannelHandlerContext ctx, Http2DataFrame data) {
        ByteBuf content = data.content();
        int n = content.readableBytes();
        if (ended || !begun || !chunked && !tunnel && (left -= n) < 0) {
            data.release();
            malformed(ctx);
            return;
        }
        if (n == 0) {
            data.release();
        } else if (chunked) {
            ByteBuf chunk = ctx.alloc().directBuffer(n + FRAMING_BYTES);
            FieldText.chunk(content, n, chunk);
            data.release();
            ctx.fireChannelRead(chunk);
        } else {
            ctx.fireChannelRead(content);
        }
        if (data.isEndStream()) {
            end(ctx);
        }
    }

    private void end(ChannelHandlerContext ctx) {
        ended = true;
        if (tunnel) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else if (chunked) {
            ByteBuf text = ctx.alloc().directBuffer(FRAMING_BYTES);
            FieldText.lastChunk(text);
            ctx.fireChannelRead(text);
        } else if (left > 0) {
            malformed(ctx);
        }
    }

    private void malformed(ChannelHandlerContext ctx) {
        reset(ctx, Http2Error.PROTOCOL_ERROR);
    }

    private void reset(ChannelHandlerContext ctx, Http2Error why) {
        ended = true;
        ctx.writeAndFlush(new DefaultHttp2ResetFrame(why)).addListener(f -> ctx.close());
    }

    /** What is wrong with a frame of the stream, the codec tells here. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Http2Exception wrong = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
        reset(ctx, wrong == null ? Http2Error.INTERNAL_ERROR : wrong.error());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            session.finish(); // now: the client may open the next stream already
            ctx.close();
        } else if (!(event instanceof ChannelInputShutdownEvent)) {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            ctx.write(new DefaultHttp2DataFrame(bytes, false), promise);
        } else if (message == END) {
            ctx.write(new DefaultHttp2DataFrame(true), promise);
        } else {
            ctx.write(message, promise);
        }
    }
}
