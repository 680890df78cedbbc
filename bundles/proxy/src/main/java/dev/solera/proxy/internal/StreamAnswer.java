package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http2.FieldText;
import dev.solera.proxy.internal.http2.ResponseText;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Makes frames of one stream to a server the bytes of HTTP/1.1 that its connection reads, body and all. A malformed response (RFC 9113
 * §8.1.1) resets the stream, and the client that has some of it sees no end.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class StreamAnswer extends ChannelInboundHandlerAdapter {
    private static final int HEAD_BYTES = 512;
    private static final int FRAMING_BYTES = 12;

    private final ServerConnection connection;
    private boolean begun;
    private boolean ended;
    private boolean chunked;
    private long left;

    StreamAnswer(ServerConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (ended) {
            ReferenceCountUtil.release(message);
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
        ResponseText.Result result =
                ResponseText.write(head.headers(), head.isEndStream(), connection.answersHead(), text);
        if (result.problem() != null) {
            text.release();
            malformed(ctx);
            return;
        }
        begun = !result.interim();
        chunked = result.chunked();
        left = result.contentLength();
        if (head.isEndStream()) {
            ended = true;
            connection.streamEnded();
            if (chunked) {
                FieldText.lastChunk(text);
            }
        }
        ctx.fireChannelRead(text);
    }

    private void trailers(ChannelHandlerContext ctx, Http2HeadersFrame trailers) {
        ByteBuf text = ctx.alloc().directBuffer(HEAD_BYTES);
        if (!trailers.isEndStream() || !FieldText.lastChunk(trailers.headers(), text)) {
            text.release();
            malformed(ctx);
        } else if (chunked) {
            ended = true;
            connection.streamEnded();
            ctx.fireChannelRead(text);
        } else {
            text.release();
            end(ctx);
        }
    }

    private void data(ChannelHandlerContext ctx, Http2DataFrame data) {
        ByteBuf content = data.content();
        int n = content.readableBytes();
        if (!begun || !chunked && (left -= n) < 0) {
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
            if (data.isEndStream() && left == 0) {
                connection.streamEnded();
            }
            ctx.fireChannelRead(content);
        }
        if (data.isEndStream()) {
            end(ctx);
        }
    }

    private void end(ChannelHandlerContext ctx) {
        ended = true;
        connection.streamEnded();
        if (chunked) {
            ByteBuf text = ctx.alloc().directBuffer(FRAMING_BYTES);
            FieldText.lastChunk(text);
            ctx.fireChannelRead(text);
        } else if (left > 0) {
            malformed(ctx);
        }
    }

    private void malformed(ChannelHandlerContext ctx) {
        ended = true;
        ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR)).addListener(f -> ctx.close());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }
}
