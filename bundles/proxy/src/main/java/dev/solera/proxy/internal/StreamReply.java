package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.ResponseHead;
import dev.solera.proxy.internal.http1.Trailers;
import dev.solera.proxy.internal.http2.ResponseFields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The response on a stream of HTTP/2. */
final class StreamReply extends Reply {
    private final Session session;
    private final StreamFrames frames;
    private boolean begun;

    StreamReply(Session session) {
        super(session);
        this.session = session;
        this.frames = new StreamFrames(session.channel);
    }

    /** Returns the writing of the end of the response, null while it has none. */
    @Nullable
    ChannelFuture last() {
        return frames.last();
    }

    @Override
    void next() {
        begun = false;
    }

    @Override
    boolean isBegun() {
        return begun;
    }

    /** A stream that is reset shows that something is missing. */
    @Override
    boolean hasExactEnd() {
        return false;
    }

    @Override
    void interim(ResponseHead head) {
        frames.interim(ResponseFields.of(head, false));
    }

    @Override
    void upgrade(ResponseHead head) {
        begun = true;
        frames.interim(ResponseFields.tunnel(head));
    }

    @Override
    boolean head(ResponseHead head, boolean http11, boolean bodiless, boolean keepAlive) {
        begun = true;
        frames.head(ResponseFields.of(head, head.status() != 204));
        return false; // one request, one stream
    }

    @Override
    void body(ByteBuf in, int n) {
        session.count(Tally.BYTES_OUT, n);
        frames.data(in.readRetainedSlice(n));
    }

    @Override
    void end(Trailers trailers) {
        session.count(Tally.BYTES_OUT, trailers.length());
        frames.end(trailers);
    }

    @Override
    void own(int status, String text, boolean close, boolean headOnly) {
        begun = true;
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        Http2Headers head = new DefaultHttp2Headers(false);
        head.status(HttpResponseStatus.valueOf(status).codeAsText())
                .add("content-type", "text/plain; charset=utf-8")
                .add("cache-control", "no-store")
                .add("content-length", Integer.toString(body.length));
        frames.head(head);
        if (!headOnly) {
            session.count(Tally.BYTES_OUT, body.length);
            frames.data(Unpooled.wrappedBuffer(body));
        }
        frames.end();
    }

    @Override
    void flush() {
        frames.flush();
    }

    @Override
    void discard() {
        frames.discard();
    }
}
