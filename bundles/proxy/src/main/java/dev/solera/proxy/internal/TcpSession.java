package dev.solera.proxy.internal;

import dev.solera.spi.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.jspecify.annotations.Nullable;

/** A client connection in mode tcp: goes to one server as a whole. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class TcpSession extends Session {
    private @Nullable Relay relay;
    /** What came in the record that ended a TLS handshake, before there is a server to send it to. */
    private @Nullable ByteBuf early;

    private boolean ended;

    TcpSession(Loop loop, Channel channel, LiveService service, Admission admission) {
        super(loop, channel, service, admission);
    }

    @Override
    void opened() {
        count(Tally.REQUESTS, 1);
        dispatchAnew();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf before = early;
        early = before == null
                ? bytes
                : channel.alloc().compositeBuffer().addComponent(true, before).addComponent(true, bytes);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SniCompletionEvent tls) {
            named(tls.hostname());
        }
        ended |= event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
    }

    @Override
    Flow flow() {
        return loop.flow().of(this, null);
    }

    @Override
    void assigned(LiveReal server) {
        ChannelHandler untilRelayed = new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                ctx.close();
            }
        };
        connect(server, untilRelayed, true);
    }

    @Override
    void connected(Channel server) {
        Relay started = new Relay(this, server, service.wiring().tunnelNanos);
        relay = started;
        started.start();
        ByteBuf bytes = early;
        if (bytes != null) {
            early = null;
            started.fromClient(bytes);
        }
        if (ended) {
            started.clientEnded();
        }
        channel.config().setAutoRead(true);
    }

    @Override
    void timedOut() {
        Relay running = relay;
        if (running != null) {
            running.end();
        }
        channel.close();
    }

    @Override
    void unavailable(String why) {
        count(Tally.ERRORS, 1);
        channel.close();
    }

    @Override
    void cut() {
        timedOut();
    }

    @Override
    void closed() {
        if (early != null) {
            early.release();
            early = null;
        }
        Relay running = relay;
        if (running != null) {
            running.clientGone();
        }
    }
}
