package dev.solera.proxy.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;

/** The end of a stream of HTTP/2: with the response, or by a reset that says that something is missing. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class StreamFarewell extends Farewell {
    private final Session session;
    private final Channel channel;
    private final StreamReply reply;
    private long roomBefore;

    StreamFarewell(Session session, StreamReply reply) {
        super(session);
        this.session = session;
        this.channel = session.channel;
        this.reply = reply;
    }

    @Override
    void say(boolean quiet) {
        ChannelFuture last = reply.last();
        if (last == null) {
            channel.close();
            return;
        }
        session.alarm.in(session.service.wiring().clientNanos);
        channel.config().setAutoRead(true);
        last.addListener(f -> {
            if (!f.isSuccess()) {
                channel.close();
            } else if (!quiet && !hasInputEnded()) {
                // RFC 9113 §8.1: the response is whole, what is left of the request does not matter
                reset(Http2Error.NO_ERROR);
            }
            // Else the stream ends by itself, with what the client sent last.
        });
    }

    @Override
    void cutShort(boolean exactEnd) {
        reset(Http2Error.INTERNAL_ERROR);
    }

    @Override
    boolean hasProgressed() {
        long room = channel.bytesBeforeUnwritable() - channel.bytesBeforeWritable();
        boolean moved = room != roomBefore;
        roomBefore = room;
        return moved;
    }

    private void reset(Http2Error why) {
        channel.writeAndFlush(new DefaultHttp2ResetFrame(why)).addListener(f -> channel.close());
    }
}
