package dev.solera.proxy.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/**
 * Carries bytes both ways between a client and a server without looking at them. Who does not take what was sent to him stops the
 * other from being read; the end of one direction is passed on alone; a reset is passed on as one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class Relay {
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
        server.pipeline().addFirst(fromServer);
        session.alarm.in(idleNanos);
    }

    /** Sends bytes that were read from the client before. Takes ownership. */
    void fromClient(ByteBuf bytes) {
        fromClient.pass(bytes);
        server.flush();
    }

    /** Sends bytes that were read from the server before. Takes ownership. */
    void fromServer(ByteBuf bytes) {
        fromServer.pass(bytes);
        session.channel.flush();
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

    private void count(int counter, int n) {
        session.count(counter, n);
        session.countServer(counter, n);
    }

    /** One direction. */
    private final class Side extends ChannelInboundHandlerAdapter {
        private final Channel source;
        private final Channel sink;
        private final int counter;
        private boolean ended;

        Side(Channel source, Channel sink, int counter) {
            this.source = source;
            this.sink = sink;
            this.counter = counter;
        }

        private Side opposite() {
            return this == fromClient ? fromServer : fromClient;
        }

        void pass(ByteBuf bytes) {
            count(counter, bytes.readableBytes());
            sink.write(bytes, sink.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            pass((ByteBuf) message);
            if (!sink.isWritable()) {
                source.config().setAutoRead(false); // ends the read loop
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            sink.flush();
            if (!sink.isWritable()) {
                source.config().setAutoRead(false);
            }
            session.alarm.in(idleNanos);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (source.isWritable()) {
                sink.config().setAutoRead(true);
                session.alarm.in(idleNanos);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
                end();
            }
        }

        void end() {
            if (ended) {
                return;
            }
            ended = true;
            boolean both = opposite().ended;
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
            if (!ended || !opposite().ended) {
                Session.reset(sink);
            }
            ctx.fireChannelInactive();
        }
    }
}
