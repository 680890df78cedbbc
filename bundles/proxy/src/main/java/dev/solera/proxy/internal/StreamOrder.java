package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.RequestHead;
import dev.solera.proxy.internal.http1.Trailers;
import dev.solera.proxy.internal.http2.RequestFields;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** The request on a stream of HTTP/2 to a server. */
final class StreamOrder extends Order {
    private final StreamFrames frames;
    private final String scheme;

    /** For a server that is spoken to as {@code scheme} says. */
    StreamOrder(Loop loop, Channel stream, String scheme) {
        super(loop, stream);
        this.frames = new StreamFrames(stream);
        this.scheme = scheme;
    }

    @Override
    void head(RequestHead request, ForwardedLines lines) {
        frames.head(RequestFields.of(
                request,
                scheme,
                lines.host,
                lines.dropsXForwarded,
                lines.dropsForwarded,
                lines.dropsSubject,
                lines.fields));
        if (!request.hasBody()) {
            frames.end();
        }
    }

    @Override
    void body(ByteBuf in, int n) {
        frames.data(in.readRetainedSlice(n));
    }

    @Override
    void end(Trailers trailers) {
        frames.end(trailers);
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
