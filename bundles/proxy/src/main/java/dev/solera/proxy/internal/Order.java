package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.HeadWriter;
import dev.solera.proxy.internal.http1.RequestHead;
import dev.solera.proxy.internal.http1.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** The current request on a connection to a server, on its way out: as HTTP/1.1, unless a subclass knows better. */
class Order {
    private final Outbox out;
    private boolean chunked;

    Order(Loop loop, Channel channel) {
        this.out = new Outbox(loop, channel);
    }

    /** Passes the head on, with what is to be said about the client. */
    void head(RequestHead request, ForwardedLines lines) {
        chunked = request.isChunked();
        int bound = request.length() + HeadWriter.ADDED_BYTES + lines.own.length + lines.host.length;
        HeadWriter.request(
                request,
                lines.host,
                lines.dropsXForwarded,
                lines.dropsForwarded,
                lines.dropsSubject,
                lines.own,
                out.room(bound));
    }

    /** Passes {@code n} bytes of the body on. */
    void body(ByteBuf in, int n) {
        out.body(in, n, chunked);
    }

    /** The body is complete. Not called where the head says that there is none. */
    void end(Trailers trailers) {
        if (chunked) {
            out.lastChunk(trailers);
        }
    }

    void flush() {
        out.flush();
    }

    void discard() {
        out.discard();
    }
}
