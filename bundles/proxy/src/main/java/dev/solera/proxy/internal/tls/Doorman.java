package dev.solera.proxy.internal.tls;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a session until the handshake is over: only then does the session learn that there is a connection. A client that cannot
 * or may not come in costs no session and no server.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
public final class Doorman extends ChannelInboundHandlerAdapter {
    /** A ClientHello beyond it is no honest one (RFC 8446 §4.1.2 allows 128 kB; browsers send less than 2). */
    private static final int MAX_HELLO_BYTES = 16_384;

    private final boolean readsOn;

    private Doorman(boolean readsOn) {
        this.readsOn = readsOn;
    }

    /**
     * Puts {@code termination} at the end of {@code pipeline}, to which the session is added next.
     *
     * @param readsOn whether the session wants bytes at once
     */
    public static void stand(ChannelPipeline pipeline, Termination termination, boolean readsOn) {
        pipeline.addLast(new Hello(termination), new Doorman(readsOn));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // Not yet.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                ctx.close();
                return;
            }
            ctx.channel().config().setAutoRead(readsOn);
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        } else if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // no TLS, or broken off
    }

    /** Reads the ClientHello and makes way for the handshake with the certificate of its host. */
    private static final class Hello extends AbstractSniHandler<SslContext> {
        /** TLS record of a fatal alert, unrecognized_name (RFC 6066 §3). */
        private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

        private final Termination termination;

        Hello(Termination termination) {
            super(MAX_HELLO_BYTES, termination.handshakeMillis());
            this.termination = termination;
        }

        @Override
        protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable String host) {
            SslContext found = termination.select(host);
            return found == null
                    ? ctx.executor().newFailedFuture(new IllegalArgumentException("no certificate for " + host))
                    : ctx.executor().newSucceededFuture(found);
        }

        @Override
        protected void onLookupComplete(ChannelHandlerContext ctx, @Nullable String host, Future<SslContext> found) {
            if (!found.isSuccess()) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME)).addListener(ChannelFutureListener.CLOSE);
                return;
            }
            SslHandler handler = found.getNow().newHandler(ctx.alloc());
            termination.staple(found.getNow(), handler);
            handler.setHandshakeTimeoutMillis(termination.handshakeMillis());
            ctx.pipeline().replace(this, null, handler);
        }
    }
}
