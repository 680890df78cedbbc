package dev.solera.proxy.internal;

import dev.solera.api.Outbound;
import dev.solera.proxy.internal.http1.Body;
import dev.solera.proxy.internal.http1.Head;
import dev.solera.proxy.internal.http1.ResponseHead;
import dev.solera.proxy.internal.splice.Siphon;
import dev.solera.proxy.internal.tls.Outgoing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a real server in mode http, or one stream of one in HTTP/2: serves one session at a time and, a connection, waits with the
 * idle ones between. Its bytes are read
 * even while it is idle, so that its end is noticed at once. Used by its loop's thread alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class ServerConnection extends ChannelInboundHandlerAdapter {
    /** Interim responses to one request; a server that sends more is broken. */
    private static final int MAX_INTERIM = 64;

    /** When so much of a body is still to come, the kernel carries it: below, a pump costs more than it saves. */
    private static final long BULK_BYTES = 128 * 1024;

    /** How long a stream whose response is whole may take to say so. */
    private static final long STREAM_END_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Loop loop;
    private final LiveReal real;
    private final InetSocketAddress address;
    private final @Nullable Outgoing tls;
    private final Wheel.Alarm alarm;
    private final Body body;
    private final IdleConnections.Link inReal = new IdleConnections.Link(this);
    private final IdleConnections.Link inLoop = new IdleConnections.Link(this);
    private @Nullable Channel channel;
    /** What its stream is on, null when the connection is its own. */
    private final @Nullable MultiplexedConnection over;

    private @Nullable Order out;

    private @Nullable HttpSession session;
    private @Nullable ResponseHead head;
    private @Nullable HttpSession toFlush;
    private boolean headDone;
    private boolean answered;
    private boolean reused;
    private boolean sendFailed;
    private boolean idle;
    private boolean tunnel;
    /** The server has ended its TLS in order. */
    private boolean ended;

    private boolean inputOver;
    private boolean streamOver;
    private @Nullable Siphon siphon;
    private int interim;
    private long timeoutNanos;
    private long unsentBefore;

    /** On {@code over} it is one stream, for one request. */
    ServerConnection(Loop loop, LiveReal real, @Nullable Outgoing tls, @Nullable MultiplexedConnection over) {
        this.over = over;
        this.loop = loop;
        this.tls = tls;
        this.real = real;
        this.address = real.spec().address();
        this.alarm = loop.wheel().alarm(this::timedOut);
        this.body = new Body(loop.limits());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        out = over == null
                ? new Order(loop, ctx.channel())
                : new StreamOrder(loop, ctx.channel(), tls == null ? "http" : "https");
        // A server may answer and close while it is still being sent to; the answer has to be read after the sending
        // failed.
        ctx.channel().config().setAutoClose(false);
    }

    /** Returns the connection. */
    Channel channel() {
        return java.util.Objects.requireNonNull(channel);
    }

    /** Returns what is sent to the server. */
    Order out() {
        return java.util.Objects.requireNonNull(out);
    }

    /** Tells whether the next request may go out on it. */
    boolean isReusable() {
        return channel().isActive()
                && real.takesFlows()
                && address.equals(real.spec().address());
    }

    /** Tells whether it would be made the same way for {@code now}. */
    boolean fits(Roster now) {
        return over == null && !now.isHttp2() && tls == now.tls && now.header() == Outbound.Header.OFF;
    }

    /** Serves {@code next} from now on. */
    void begin(HttpSession next, boolean again, long serverNanos) {
        session = next;
        reused = again;
        answered = false;
        headDone = false;
        interim = 0;
        timeoutNanos = serverNanos;
        alarm.off();
    }

    /** Tells whether it was used before, and the server may have closed it meanwhile. */
    boolean isReused() {
        return reused;
    }

    /** Tells whether any byte of an answer came. */
    boolean hasAnswered() {
        return answered;
    }

    /** The request has been sent as a whole, or something of it was: the server has its time from now. */
    void expectAnswer() {
        alarm.in(timeoutNanos);
    }

    /** Tells whether sending failed; an answer may still come. */
    boolean hasSendFailed() {
        return sendFailed;
    }

    /** Ends the connection; its session hears nothing of it. */
    void close() {
        session = null;
        dropSiphon();
        alarm.drop();
        out().discard();
        dropHead();
        channel().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        Siphon carrying = siphon;
        if (carrying != null && carrying.holds(in)) {
            return;
        }
        try {
            HttpSession of = session;
            if (of == null) {
                leaveIdle();
                close(); // bytes nobody asked for
                return;
            }
            of.countServer(Tally.BYTES_OUT, in.readableBytes());
            answered = true;
            toFlush = of;
            receive(in);
            if (session == of && !of.channel.isWritable()) {
                ctx.channel()
                        .config()
                        .setAutoRead(false); // ends the read loop; reading goes on when the client has taken something
            }
        } finally {
            in.release();
        }
    }

    private void receive(ByteBuf in) {
        while (true) {
            HttpSession of = session;
            if (of == null) {
                return;
            }
            if (!headDone) {
                if (!receiveHead(in, of)) {
                    return;
                }
                continue;
            }
            int n = body.next(in);
            if (n > 0) {
                of.reply().body(in, n);
            } else if (n == Body.END) {
                complete(in, of);
                return;
            } else if (n == Body.BAD) {
                of.answerBroken("the server's answer has invalid chunks");
                return;
            } else {
                return;
            }
        }
    }

    /** Returns whether there is more to do with the same bytes. */
    private boolean receiveHead(ByteBuf in, HttpSession of) {
        ResponseHead reading = head;
        if (reading == null) {
            reading = loop.borrowResponseHead();
            head = reading;
        }
        int result = reading.feed(in);
        if (result == Head.MORE) {
            return false;
        }
        if (result != Head.DONE) {
            of.answerBroken("the server answered with " + reading.problem());
            return false;
        }
        if (reading.status() == 101) {
            if (!of.isUpgrade()) {
                of.answerBroken("the server switched protocols unasked");
                return false;
            }
            tunnel = true;
            session = null;
            alarm.drop();
            toFlush = null;
            of.upgraded(this, reading, in);
            dropHead();
            return false;
        }
        if (reading.isInterim()) {
            if (++interim > MAX_INTERIM) {
                of.answerBroken("the server sends interim answers without end");
                return false;
            }
            of.passInterim(reading);
            reading.clear();
            return in.isReadable();
        }
        headDone = true;
        boolean bodiless = of.isHeadRequest() || reading.isBodiless();
        if (bodiless) {
            body.none();
        } else if (reading.isChunked()) {
            body.chunked();
        } else if (reading.contentLength() >= 0) {
            body.length(reading.contentLength());
        } else {
            body.untilClose();
        }
        of.passHead(reading, bodiless);
        return true;
    }

    private void complete(ByteBuf in, HttpSession of) {
        boolean keep = headDone
                && head != null
                && head.isKeepAlive()
                && !in.isReadable()
                && of.isRequestDone()
                && !sendFailed
                && fits(of.roster())
                && !inputOver
                && isReusable();
        of.reply().end(body.trailers());
        session = null;
        dropSiphon();
        dropHead();
        if (keep) {
            waitForNext();
        } else if (over != null && !streamOver && of.isRequestDone()) {
            alarm.in(STREAM_END_NANOS); // a reset would look like a client that has lost interest
        } else {
            close();
        }
        of.answerComplete();
        if (!keep) {
            toFlush = null;
            of.flush(); // a closed channel need not tell the end of its read loop
        }
    }

    /** Tells whether what comes answers a request that wants no body. */
    boolean answersHead() {
        HttpSession of = session;
        return of != null && of.isHeadRequest();
    }

    /** The server has ended the stream. */
    void streamEnded() {
        streamOver = true;
        if (session == null) {
            close();
        }
    }

    private void dropHead() {
        ResponseHead done = head;
        if (done != null) {
            head = null;
            loop.giveBack(done);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        HttpSession of = toFlush;
        if (of != null) {
            toFlush = null;
            of.flush();
            if (session == of && !carry(of)) {
                if (of.channel.isWritable()) {
                    alarm.in(timeoutNanos);
                } else {
                    ctx.channel().config().setAutoRead(false);
                }
            }
        }
    }

    /** Lets the kernel carry the rest of the body if that is worth it; returns whether it does. */
    private boolean carry(HttpSession of) {
        if (body.left() < BULK_BYTES || !headDone) {
            return false;
        }
        Siphon carrying = siphon;
        if (carrying == null) {
            carrying = new Siphon(loop.plumbing(), channel(), of.channel, new Download(of));
            siphon = carrying;
        }
        carrying.begin();
        if (!carrying.isActive()) {
            return false;
        }
        // Else the connection would be closed at the server's end, with something in the pipe.
        channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        alarm.in(timeoutNanos);
        of.carried();
        return true;
    }

    private void dropSiphon() {
        Siphon carrying = siphon;
        if (carrying != null) {
            siphon = null;
            carrying.abort();
            channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        }
    }

    /** Tells whether the rest of the body is being carried by the kernel. */
    boolean isCarrying() {
        Siphon carrying = siphon;
        return carrying != null && carrying.isActive();
    }

    /** Tells whether what the kernel carries waits for the client to take it. */
    boolean isHeldUpByClient() {
        Siphon carrying = siphon;
        return carrying != null && carrying.isFull();
    }

    /** Reads on: the client can take more. */
    void readOn() {
        if (!isCarrying()) {
            channel().config().setAutoRead(true);
        }
    }

    /** The body of an answer that goes past us. */
    private final class Download implements Siphon.Owner {
        private final HttpSession of;

        Download(HttpSession of) {
            this.of = of;
        }

        @Override
        public long pumpable() {
            return session == of && body.left() >= BULK_BYTES ? body.left() : 0;
        }

        @Override
        public void pumped(long bytes) {
            body.passed(bytes);
            of.countServer(Tally.BYTES_OUT, bytes);
            of.count(Tally.BYTES_OUT, bytes);
            alarm.in(timeoutNanos);
            of.carried();
        }

        @Override
        public void drained(@Nullable ByteBuf behind, boolean ended) {
            ByteBuf in = behind == null ? Unpooled.EMPTY_BUFFER : behind;
            try {
                if (session != of) {
                    return;
                }
                of.uncarried();
                of.countServer(Tally.BYTES_OUT, in.readableBytes());
                receive(in);
            } finally {
                in.release();
            }
            of.flush();
            if (session != of) {
                return; // complete, or broken
            }
            if (ended) {
                lost();
            } else {
                channel().config().setAutoRead(of.channel.isWritable());
            }
        }

        @Override
        public void failed(boolean bySource) {
            if (session != of) {
                return;
            }
            if (bySource) {
                lost();
            } else {
                of.channel.close();
            }
        }
    }

    /** The server's direction has ended. */
    private void lost() {
        HttpSession of = session;
        close();
        if (of != null) {
            of.serverLost(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ended |= event instanceof SslCloseCompletionEvent closed && closed.isSuccess();
        if (event instanceof ChannelInputShutdownEvent && !tunnel) {
            inputOver = true;
            Siphon carrying = siphon;
            if (carrying == null || !carrying.holdsEnd()) {
                lost();
            }
            return;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        HttpSession of = session;
        if (of != null) {
            alarm.in(timeoutNanos);
            of.adjustReading();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Sending may have failed while an answer waits to be read; when receiving failed, the channel closes by
        // itself.
        sendFailed = true;
        HttpSession of = session;
        if (of == null) {
            ctx.close();
        } else {
            readOn();
            of.adjustReading();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dropSiphon();
        alarm.drop();
        leaveIdle();
        HttpSession of = session;
        session = null;
        if (of != null) {
            boolean whole = headDone && body.isUntilClose() && !sendFailed && isOrderlyEnd(ctx);
            dropHead();
            out().discard();
            if (whole) {
                of.answerComplete();
                of.flush();
            } else {
                of.serverLost(this);
            }
        } else if (!tunnel) {
            out().discard();
        }
        ctx.fireChannelInactive();
    }

    /** Tells whether an end is one that the server meant: with TLS somebody else could have cut it (RFC 8446 §6.1). */
    private boolean isOrderlyEnd(ChannelHandlerContext ctx) {
        return ended || ctx.pipeline().get(SslHandler.class) == null;
    }

    private void waitForNext() {
        idle = true;
        channel().config().setAutoRead(true);
        alarm.in(loop.idleServerNanos());
        ServerConnection tooMany = real.idle(loop).add(inReal);
        loop.idle().add(inLoop);
        if (tooMany != null) {
            tooMany.leaveIdle();
            tooMany.close();
        }
    }

    /** Takes the connection out of those that wait. */
    void leaveIdle() {
        if (idle) {
            idle = false;
            real.idle(loop).remove(inReal);
            loop.idle().remove(inLoop);
        }
    }

    private void timedOut() {
        HttpSession of = session;
        if (of == null) {
            leaveIdle();
            close();
            return;
        }
        long unsent = channel().bytesBeforeWritable();
        boolean clientsTurn = !of.channel.isWritable()
                || isHeldUpByClient()
                || !of.isRequestDone() && channel().isWritable() && !sendFailed;
        if (clientsTurn || unsent != unsentBefore && !channel().isWritable()) {
            unsentBefore = unsent;
            alarm.in(timeoutNanos);
        } else {
            if (over != null) {
                over.retire(); // it may be dead
            }
            of.serverSilent(timeoutNanos);
        }
    }

    /** Makes the connection a part of a tunnel: it is read and closed by the relay from now on. */
    void becomeTunnel() {
        channel().config().setAutoClose(true);
        channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel().config().setAutoRead(true);
    }
}
