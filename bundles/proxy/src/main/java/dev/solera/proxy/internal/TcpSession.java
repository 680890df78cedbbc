package dev.solera.proxy.internal;

import dev.solera.spi.Flow;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** A client connection in mode tcp: goes to one server as a whole. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class TcpSession extends Session {
    private @Nullable Relay relay;

    TcpSession(Loop loop, Channel channel, LiveService service, Admission admission) {
        super(loop, channel, service, admission);
    }

    @Override
    void opened() {
        count(Tally.REQUESTS, 1);
        dispatchAnew();
    }

    @Override
    Flow flow() {
        return loop.flow().of(this, null);
    }

    @Override
    void assigned(LiveReal server) {
        ChannelHandler untilRelayed = new ChannelInboundHandlerAdapter();
        connect(server, untilRelayed, true);
    }

    @Override
    void connected(Channel server) {
        relay = new Relay(this, server, service.wiring().tunnelNanos);
        relay.start();
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
        Relay running = relay;
        if (running != null) {
            running.clientGone();
        }
    }
}
