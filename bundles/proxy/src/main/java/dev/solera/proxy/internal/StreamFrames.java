package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.Trailers;
import dev.solera.proxy.internal.http2.FieldText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * One message on a stream of HTTP/2, on its way out. The last piece is held back until it is known whether it is the last, so that a small
 * message is two frames and its end costs none. Nothing leaves before {@link #flush}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class StreamFrames {
    private final Channel stream;
    private @Nullable Http2Headers heldHead;
    private @Nullable ByteBuf heldData;
    private @Nullable ChannelFuture last;
    private boolean dirty;

    StreamFrames(Channel stream) {
        this.stream = stream;
    }

    /** Returns the writing of the end of the message, null while it has none. */
    @Nullable
    ChannelFuture last() {
        return last;
    }

    /** Sends a head that another one follows, or that begins a tunnel. */
    void interim(Http2Headers head) {
        write(head, false);
    }

    /** Sends the head of the message. */
    void head(Http2Headers head) {
        heldHead = head;
    }

    /** Sends a piece of the body. Takes ownership. */
    void data(ByteBuf data) {
        push(false);
        heldData = data;
    }

    /** The message is complete. */
    void end() {
        push(true);
    }

    /** The message is complete with {@code trailers}, which may be none. */
    void end(Trailers trailers) {
        if (trailers.isEmpty()) {
            push(true);
        } else {
            push(false);
            write(FieldText.of(trailers), true);
        }
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
        keep(stream.write(new DefaultHttp2HeadersFrame(head, end)), end);
    }

    private void write(ByteBuf data, boolean end) {
        dirty = true;
        keep(stream.write(new DefaultHttp2DataFrame(data, end)), end);
    }

    private void keep(ChannelFuture written, boolean end) {
        if (end) {
            last = written;
        }
    }

    /** Hands everything on, if there is anything. */
    void flush() {
        push(false);
        if (dirty) {
            dirty = false;
            stream.flush();
        }
    }

    /** Forgets what was held back. */
    void discard() {
        heldHead = null;
        if (heldData != null) {
            heldData.release();
            heldData = null;
        }
    }
}
