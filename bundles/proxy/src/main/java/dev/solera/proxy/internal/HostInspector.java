package dev.solera.proxy.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the ClientHello of a TLS that passes through for the host in it, before the session learns of the connection; every byte goes
 * on to it. Whoever speaks something else, or names no host within {@code inspect.delay.ms}, has none.
 */
final class HostInspector extends AbstractSniHandler<String> {
    private static final int MAX_HELLO_BYTES = 16_384;

    private final Session session;
    private final Wheel.Alarm alarm;
    private boolean done;

    HostInspector(Session session) {
        super(MAX_HELLO_BYTES, 0);
        this.session = session;
        this.alarm = session.loop.wheel().alarm(this::giveUp);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        alarm.in(LiveService.Wiring.nanos(session.service.spec().inbound().inspect()));
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    protected Future<String> lookup(ChannelHandlerContext ctx, @Nullable String host) {
        return ctx.executor().newSucceededFuture(Objects.toString(host, ""));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, @Nullable String host, Future<String> found) {
        go(ctx, host);
    }

    private void giveUp() {
        ChannelHandlerContext ctx = session.channel.pipeline().context(this);
        if (ctx != null) {
            go(ctx, null);
        }
    }

    private void go(ChannelHandlerContext ctx, @Nullable String host) {
        if (done) {
            return;
        }
        done = true;
        alarm.drop();
        session.named(host);
        ctx.channel().config().setAutoRead(false); // until there is a server to send to
        ctx.fireChannelActive();
        ctx.pipeline().remove(this); // hands on what was read
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent && !done) {
            go(ctx, null);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (done) {
            ctx.fireExceptionCaught(cause);
        } else {
            go(ctx, null); // a hello that cannot be read: the server may say so
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        alarm.drop();
        super.handlerRemoved0(ctx);
    }
}
