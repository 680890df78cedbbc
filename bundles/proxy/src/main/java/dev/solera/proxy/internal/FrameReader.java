package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http2.FieldText;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Makes the frames of one stream the bytes of HTTP/1.1 that come next in its pipeline, body and all. A malformed message (RFC 9113 §8.1.1)
 * resets the stream, and who has some of it sees no end.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
abstract class FrameReader extends ChannelDuplexHandler {
    private static final int HEAD_BYTES = 512;
    private static final int FRAMING_BYTES = 12;

    private boolean begun;
    private boolean ended;
    private boolean tunnel;
    private boolean chunked;
    private long left;

    /**
     * What follows a head.
     *
     * @param interim another head
     * @param tunnel bytes that are no body
     * @param chunked a body in chunks
     * @param length of any other body, below 1 for none
     */
    record Next(boolean interim, boolean tunnel, boolean chunked, long length) {}

    /** Writes a head as text; returns what follows it, null when it is malformed. */
    abstract @Nullable Next read(Http2HeadersFrame head, ByteBuf text);

    /** The other end has ended the stream; called before the last bytes are passed on. */
    void over() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (ended) {
            ReferenceCountUtil.release(message); // it was reset, and more was under way
        } else if (message instanceof Http2HeadersFrame head) {
            if (begun) {
                trailers(ctx, head);
            } else {
                head(ctx, head);
            }
        } else if (message instanceof Http2DataFrame data) {
            data(ctx, data);
        } else {
            ReferenceCountUtil.release(message); // priorities and the like
        }
    }

    private void head(ChannelHandlerContext ctx, Http2HeadersFrame head) {
        ByteBuf text = ctx.alloc().directBuffer(HEAD_BYTES);
        Next next = read(head, text);
        if (next == null) {
            text.release();
            malformed(ctx);
            return;
        }
        begun = !next.interim();
        tunnel = next.tunnel();
        chunked = next.chunked();
        left = next.length();
        if (head.isEndStream()) {
            ended = true;
            over();
            if (chunked) {
                FieldText.lastChunk(text);
            }
        }
        ctx.fireChannelRead(text);
        if (ended && tunnel) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    /** Passes trailers on behind a body in chunks; one of known length has no place for them. */
    private void trailers(ChannelHandlerContext ctx, Http2HeadersFrame trailers) {
        ByteBuf text = ctx.alloc().directBuffer(HEAD_BYTES);
        if (!trailers.isEndStream() || tunnel || !FieldText.lastChunk(trailers.headers(), text)) {
            text.release();
            malformed(ctx);
            return;
        }
        over();
        if (chunked) {
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
        if (!begun || !chunked && !tunnel && (left -= n) < 0) {
            data.release();
            malformed(ctx);
            return;
        }
        if (data.isEndStream()) {
            over();
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

    final void reset(ChannelHandlerContext ctx, Http2Error why) {
        ended = true;
        ctx.writeAndFlush(new DefaultHttp2ResetFrame(why)).addListener(f -> ctx.close());
    }
}
