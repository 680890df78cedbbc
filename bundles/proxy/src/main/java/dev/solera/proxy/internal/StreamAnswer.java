package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http2.ResponseText;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import org.jspecify.annotations.Nullable;

/** Reads a response from one stream to a server. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class StreamAnswer extends FrameReader {
    private final ServerConnection connection;

    StreamAnswer(ServerConnection connection) {
        this.connection = connection;
    }

    @Override
    @Nullable
    Next read(Http2HeadersFrame head, ByteBuf text) {
        ResponseText.Result result =
                ResponseText.write(head.headers(), head.isEndStream(), connection.answersHead(), text);
        return result.problem() != null
                ? null
                : new Next(result.interim(), false, result.chunked(), result.contentLength());
    }

    @Override
    void over() {
        connection.streamEnded();
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
