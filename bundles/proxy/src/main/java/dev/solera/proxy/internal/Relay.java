package dev.solera.proxy.internal;

import dev.solera.proxy.internal.splice.Siphon;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes both ways between a client and a server without looking at them. Who does not take what was sent to him stops the
 * other from being read; the end of one direction is passed on alone; a reset is passed on as one. A direction in which much goes is
 * handed to a {@link Siphon} where that can be, and taken back when little does.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class Relay {
    /** After so much in one direction, without a word in the other, a pump pays for itself: it takes ten system calls to set up. */
    private static final int BULK_BYTES = 256 * 1024;

    /** Up to here a pump costs more than reading and writing. */
    private static final int SMALL_BYTES = 16 * 1024;

    /** So many small pieces in a row, and the pump is given up. */
    private static final int SMALL_TURNS = 16;

    private final Session session;
    private final Channel server;
    private final long idleNanos;
    private final Side fromClient;
    private final Side fromServer;

    /** Relays {@code session}'s client and {@code server}, until both have ended or both were silent for {@code idleNanos}. */
    Relay(Session session, Channel server, long idleNanos) {
        this.session = session;
        this.server = server;
        this.idleNanos = idleNanos;
        this.fromClient = new Side(session.channel, server, Tally.BYTES_IN);
        this.fromServer = new Side(server, session.channel, Tally.BYTES_OUT);
    }

    /** Takes over both connections; the session still hears of the client's end, and its alarm of silence. */
    void start() {
        session.channel.pipeline().addBefore(Session.HANDLER, null, fromClient);
        ChannelHandlerContext tls = server.pipeline().context(SslHandler.class);
        if (tls == null) {
            server.pipeline().addFirst(fromServer);
        } else {
            server.pipeline().addAfter(tls.name(), null, fromServer);
        }
        session.alarm.in(idleNanos);
    }

    /** Sends bytes that were read from the client before. Takes ownership. */
    void fromClient(ByteBuf bytes) {
        fromClient.pass(bytes);
        fromClient.flush();
    }

    /** Sends bytes that were read from the server before. Takes ownership. */
    void fromServer(ByteBuf bytes) {
        fromServer.pass(bytes);
        fromServer.flush();
    }

    /** Passes on that the client had ended its direction before. */
    void clientEnded() {
        fromClient.end();
    }

    /** Closes both connections. */
    void end() {
        fromClient.ended = true;
        fromServer.ended = true;
        server.close();
        session.channel.close();
    }

    /** The client's connection is gone. */
    void clientGone() {
        if (fromClient.ended && fromServer.ended) {
            server.close();
        } else {
            Session.reset(server);
        }
    }

    private void count(int counter, long n) {
        session.count(counter, n);
        session.countServer(counter, n);
    }

    /** One direction. */
    private final class Side extends ChannelInboundHandlerAdapter implements Siphon.Owner {
        private final Channel source;
        private final Channel sink;
        private final int counter;
        private final Siphon siphon;
        private boolean ended;
        /** Bytes since the other direction had any. */
        private long run;

        private int smallTurns;
        /** Read and not sent yet: alone, it can go straight to the socket. */
        private @Nullable ByteBuf held;

        Side(Channel source, Channel sink, int counter) {
            this.source = source;
            this.sink = sink;
            this.counter = counter;
            this.siphon = new Siphon(session.loop.plumbing(), source, sink, this);
        }

        private Side opposite() {
            return this == fromClient ? fromServer : fromClient;
        }

        void pass(ByteBuf bytes) {
            int n = bytes.readableBytes();
            count(counter, n);
            run += n;
            opposite().run = 0;
            if (held != null) {
                push();
                sink.write(bytes, sink.voidPromise());
            } else {
                held = bytes;
            }
        }

        /** Hands what is held to the sink's queue. */
        private void push() {
            ByteBuf bytes = held;
            if (bytes != null) {
                held = null;
                sink.write(bytes, sink.voidPromise());
            }
        }

        /** Sends everything that was passed on. */
        void flush() {
            ByteBuf bytes = held;
            if (bytes != null && Straight.send(sink, bytes)) {
                held = null;
                bytes.release();
            } else {
                push();
                sink.flush();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (siphon.holds(bytes)) {
                return;
            }
            pass(bytes);
            if (!sink.isWritable()) {
                source.config().setAutoRead(false); // ends the read loop
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            flush();
            if (!sink.isWritable()) {
                source.config().setAutoRead(false);
            }
            session.alarm.in(idleNanos);
            if (run >= BULK_BYTES && !ended) {
                smallTurns = 0;
                siphon.begin();
            }
        }

        @Override
        public long pumpable() {
            return ended ? 0 : Siphon.ENDLESS;
        }

        @Override
        public void pumped(long bytes) {
            count(counter, bytes);
            opposite().run = 0;
            session.alarm.in(idleNanos);
            smallTurns = bytes > SMALL_BYTES ? 0 : smallTurns + 1;
            if (smallTurns >= SMALL_TURNS) {
                siphon.stop();
            }
        }

        @Override
        public void drained(@Nullable ByteBuf behind, boolean sourceEnded) {
            if (behind != null) {
                pass(behind);
                flush();
            }
            if (sourceEnded) {
                end();
            } else if (!ended) {
                run = 0;
                source.config().setAutoRead(sink.isWritable());
            }
        }

        @Override
        public void failed(boolean bySource) {
            Session.reset(bySource ? sink : source);
            (bySource ? source : sink).close();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (source.isWritable()) {
                if (!opposite().siphon.isActive()) {
                    sink.config().setAutoRead(true);
                }
                session.alarm.in(idleNanos);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            boolean over = event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
            if (over && !siphon.holdsEnd()) {
                end();
            }
        }

        void end() {
            if (ended) {
                return;
            }
            ended = true;
            boolean both = opposite().ended;
            push();
            sink.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(f -> {
                if (both) {
                    sink.close();
                    source.close();
                } else if (sink.isActive()) {
                    Session.endOutput(sink);
                }
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Session.reset(sink);
            source.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fromClient.siphon.abort();
            fromServer.siphon.abort();
            push();
            if (!ended || !opposite().ended) {
                Session.reset(sink);
            }
            ctx.fireChannelInactive();
        }
    }
}
