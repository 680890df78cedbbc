package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http2.RequestText;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import org.jspecify.annotations.Nullable;

/** Reads a request from one stream of a client; in a tunnel, bytes that are written become frames. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class StreamRequest extends FrameReader {
    /** Written by who ends our direction of a tunnel. */
    static final Object END = new Object();

    private final Session session;

    StreamRequest(Session session) {
        this.session = session;
    }

    @Override
    @Nullable
    Next read(Http2HeadersFrame head, ByteBuf text) {
        RequestText.Result result = RequestText.write(head.headers(), head.isEndStream(), text);
        if (result.problem() != null) {
            return null;
        }
        boolean chunked = !result.tunnel() && !head.isEndStream() && result.contentLength() < 0;
        return new Next(false, result.tunnel(), chunked, result.contentLength());
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
