package dev.solera.proxy.internal;

import dev.solera.api.Inbound;
import dev.solera.proxy.internal.proxyprotocol.HeaderReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Stands first on a connection until a header of the PROXY protocol has said who the client is; what stands behind it learns of the
 * connection only then.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class Introduction extends ChannelInboundHandlerAdapter {
    private final Session session;
    private final Inbound inbound;
    private final boolean readsOn;
    private final HeaderReader reader = new HeaderReader();
    private final Wheel.Alarm alarm;

    /**
     * Makes one for the connection of {@code session}.
     *
     * @param readsOn whether what stands behind it wants bytes at once
     */
    Introduction(Session session, Inbound inbound, boolean readsOn) {
        this.session = session;
        this.inbound = inbound;
        this.readsOn = readsOn;
        this.alarm = session.loop.wheel().alarm(session.channel::close);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        boolean trusted =
                session.channel.remoteAddress() instanceof InetSocketAddress peer && inbound.trusts(peer.getAddress());
        if (trusted) {
            alarm.in(session.service.wiring().requestNanos);
            ctx.channel().config().setAutoRead(true);
        } else if (inbound.header() == Inbound.Header.REQUIRED) {
            refuse();
        } else {
            leave(ctx, null);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        switch (reader.feed(in)) {
            case MORE -> in.release();
            case DONE -> {
                session.introduced(reader.header());
                leave(ctx, in);
            }
            case ABSENT -> {
                if (inbound.header() == Inbound.Header.REQUIRED) {
                    in.release();
                    refuse();
                } else {
                    byte[] before = reader.taken();
                    leave(ctx, before.length == 0 ? in : Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(before), in));
                }
            }
            case BAD -> {
                in.release();
                refuse();
            }
        }
    }

    private void refuse() {
        session.count(Tally.ERRORS, 1);
        session.channel.close();
    }

    private void leave(ChannelHandlerContext ctx, @Nullable ByteBuf rest) {
        alarm.drop();
        ctx.channel().config().setAutoRead(readsOn);
        ctx.fireChannelActive();
        if (rest != null && rest.isReadable()) {
            ctx.fireChannelRead(rest);
        } else if (rest != null) {
            rest.release();
        }
        if (!ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        alarm.drop();
    }
}
