package dev.solera.checks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection without a reset: closing while bytes are unread makes the kernel send RST, which servers log as an error. So what
 * still comes is read and dropped until the server closes, for at most a second and 256 KiB.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells of failures through the pipeline.
final class Farewell {
    private static final long LONGEST_MILLIS = 1000;
    private static final int MOST_BYTES = 256 * 1024;

    private final Channel channel;
    private @Nullable Future<?> timer;
    private int bytesLeft = MOST_BYTES;

    /** Begins to take leave. {@code saidAll}: our side can be closed for writing now; else the server is expected to close first. */
    Farewell(Channel channel, boolean saidAll) {
        this.channel = channel;
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            if (saidAll) {
                tls.closeOutbound();
            }
        } else if (saidAll && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
        try {
            timer = channel.eventLoop().schedule(() -> channel.close(), LONGEST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            channel.close();
        }
    }

    void received(Object message) {
        if (message instanceof ByteBuf bytes) {
            bytesLeft -= bytes.readableBytes();
        } else if (message instanceof ByteBufHolder holder) {
            bytesLeft -= holder.content().readableBytes();
        }
        if (bytesLeft <= 0) {
            channel.close();
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
