package dev.solera.proxy.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One attempt to open a connection to a server as its pool says, TLS and all. It has no deadline of its own. Used by its loop's thread alone. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class Dial {
    private final Loop loop;
    private final LiveReal server;
    private final Roster to;
    private final @Nullable Supplier<ByteBuf> introduction;
    private final Outcome outcome;
    private @Nullable Channel channel;
    private boolean over;

    /** Who is told how it ended, once, unless the attempt was given up. */
    @FunctionalInterface
    interface Outcome {
        /** The connection is there; null: it could not be opened. */
        void ended(@Nullable Channel connection);
    }

    /**
     * An attempt that has not begun.
     *
     * @param introduction what a server is told before anything else, null for nothing
     */
    Dial(Loop loop, LiveReal server, Roster to, @Nullable Supplier<ByteBuf> introduction, Outcome outcome) {
        this.loop = loop;
        this.server = server;
        this.to = to;
        this.introduction = introduction;
        this.outcome = outcome;
    }

    /** Begins; the connection's bytes go to {@code handlers}. The outcome may be told before this returns. */
    void begin(boolean halfClosure, ChannelHandler... handlers) {
        @Nullable Channel made = null;
        @Nullable SslHandler tls = null;
        try {
            made = loop.sockets().connecting(server.spec().address());
            channel = made;
            loop.openingServer();
            made.closeFuture().addListener(f -> loop.closedServer());
            loop.tune(made);
            made.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, halfClosure);
            if (to.tls != null) {
                tls = to.tls.handler(made.alloc(), server.spec().address());
                made.pipeline().addLast(tls);
            }
            made.pipeline().addLast(handlers);
            ChannelFuture registered = loop.executor().register(made);
            if (registered.cause() != null) {
                throw new IllegalStateException(registered.cause());
            }
        } catch (RuntimeException e) {
            // No open files left, say.
            if (made != null) {
                made.unsafe().closeForcibly();
            }
            over = true;
            outcome.ended(null);
            return;
        }
        Channel opening = made;
        SslHandler speaks = tls;
        opening.connect(server.spec().address()).addListener(f -> {
            if (f.isSuccess() && introduction != null && opening.isOpen()) {
                // Past TLS, which comes behind it.
                opening.pipeline().firstContext().writeAndFlush(introduction.get());
            }
            if (f.isSuccess() && speaks != null) {
                speaks.handshakeFuture().addListener(h -> {
                    if (to.tls != null && (h.isSuccess() || !over)) {
                        to.tls.result(server.toString(), h.cause());
                    }
                    end(opening, h.isSuccess());
                });
            } else {
                end(opening, f.isSuccess());
            }
        });
    }

    private void end(Channel opening, boolean success) {
        if (over || !success) {
            opening.close();
        }
        if (!over) {
            over = true;
            outcome.ended(success ? opening : null);
        }
    }

    /** Nobody wants the connection any more. */
    void giveUp() {
        over = true;
        Channel opening = channel;
        if (opening != null) {
            opening.close();
        }
    }
}
