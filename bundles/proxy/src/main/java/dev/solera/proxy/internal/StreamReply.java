package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.ResponseHead;
import dev.solera.proxy.internal.http2.ResponseFields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The response on a stream of HTTP/2. The last piece is held back until it is known whether it is the last, so that a small response is
 * two frames and its end costs none.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class StreamReply extends Reply {
    private final Session session;
    private final Channel channel;
    private @Nullable Http2Headers heldHead;
    private @Nullable ByteBuf heldData;
    private @Nullable ChannelFuture last;
    private boolean begun;
    private boolean dirty;

    StreamReply(Session session) {
        super(session);
        this.session = session;
        this.channel = session.channel;
    }

    /** Returns the writing of the end of the response, null while it has none. */
    @Nullable
    ChannelFuture last() {
        return last;
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
        write(ResponseFields.of(head, false), false);
    }

    @Override
    void upgrade(ResponseHead head) {
        begun = true;
        write(ResponseFields.tunnel(head), false);
    }

    @Override
    boolean head(ResponseHead head, boolean http11, boolean bodiless, boolean keepAlive) {
        begun = true;
        heldHead = ResponseFields.of(head, head.status() != 204);
        return false; // one request, one stream
    }

    @Override
    void body(ByteBuf in, int n) {
        session.count(Tally.BYTES_OUT, n);
        push(false);
        heldData = in.readRetainedSlice(n);
    }

    @Override
    void end() {
        push(true);
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
        heldHead = head;
        if (!headOnly) {
            session.count(Tally.BYTES_OUT, body.length);
            write(head, false);
            heldHead = null;
            heldData = Unpooled.wrappedBuffer(body);
        }
        push(true);
    }

    private void push(boolean end) {
        Http2Headers head = heldHead;
        ByteBuf data = heldData;
        heldHead = null;
        heldData = null;
        if (head != null) {
            write(head, end && data == null);
        }
        if (data != null) {
            write(data, end);
        } else if (end && head == null) {
            write(Unpooled.EMPTY_BUFFER, true);
        }
    }

    private void write(Http2Headers head, boolean end) {
        dirty = true;
        keep(channel.write(new DefaultHttp2HeadersFrame(head, end)), end);
    }

    private void write(ByteBuf data, boolean end) {
        dirty = true;
        keep(channel.write(new DefaultHttp2DataFrame(data, end)), end);
    }

    private void keep(ChannelFuture written, boolean end) {
        if (end) {
            last = written;
        }
    }

    @Override
    void flush() {
        push(false);
        if (dirty) {
            dirty = false;
            channel.flush();
        }
    }

    @Override
    void discard() {
        heldHead = null;
        if (heldData != null) {
            heldData.release();
            heldData = null;
        }
    }
}
