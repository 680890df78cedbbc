package dev.solera.proxy.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;

/** The end of a client connection, so that the client gets everything that was sent, and sees it when something is missing. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class Farewell {
    /** How long a client may take to see the end of a connection that was closed with something of his unread. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Session session;
    private final Channel channel;
    private boolean inputEnded;
    private boolean lingering;
    private long unsentBefore;

    Farewell(Session session) {
        this.session = session;
        this.channel = session.channel;
    }

    /** The client has ended its direction. */
    void inputEnded() {
        inputEnded = true;
        if (lingering) {
            channel.close();
        }
    }

    boolean hasInputEnded() {
        return inputEnded;
    }

    /**
     * Closes once everything is sent. Unless the client has nothing more to say, first our direction alone: closing with something
     * unread would send a reset, which destroys what the client has not read yet.
     */
    void say(boolean quiet) {
        waitForClient();
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(f -> {
            if (quiet || inputEnded || !f.isSuccess()) {
                channel.close();
            } else {
                lingering = true;
                session.alarm.in(LINGER_NANOS);
                Session.endOutput(channel);
            }
        });
    }

    /** Closes so that the client sees that the response is not whole. */
    void cutShort(boolean exactEnd) {
        if (exactEnd) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            waitForClient();
        } else {
            Session.reset(channel); // with an orderly end it would look whole
        }
    }

    /** A deadline passed while the connection was ending. */
    void timedOut() {
        if (lingering || !hasProgressed()) {
            Session.reset(channel);
        } else {
            waitForClient();
        }
    }

    private void waitForClient() {
        session.alarm.in(session.service.wiring().clientNanos);
    }

    /** Tells whether the client took something since the last look. */
    boolean hasProgressed() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long unsent = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        boolean moved = unsent != unsentBefore;
        unsentBefore = unsent;
        return moved;
    }
}
