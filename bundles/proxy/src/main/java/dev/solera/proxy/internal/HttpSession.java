package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.Answer;
import dev.solera.proxy.internal.http1.Body;
import dev.solera.proxy.internal.http1.Head;
import dev.solera.proxy.internal.http1.HeadWriter;
import dev.solera.proxy.internal.http1.RequestHead;
import dev.solera.proxy.internal.http1.ResponseHead;
import dev.solera.spi.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client connection in mode http: its requests are balanced one by one and answered in order. At most one exchange is under way;
 * what the client sends ahead waits in one small buffer, and behind that in the kernel's.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class HttpSession extends Session {
    /** What may wait behind the request that is being served. */
    private static final int AHEAD_BYTES = 8192;

    /** How long a client may take to see the end of a connection that we closed with something of his unread. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long an idle connection of a virtual server that is going may still come up with a last request. */
    private static final long LAST_REQUEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum Phase {
        /** Reading a request head, or idle. */
        HEAD,
        /** Waiting for a server. */
        SEARCH,
        /** Talking to a server. */
        EXCHANGE,
        /** Nothing more will be sent but what is under way. */
        ENDING,
        /** Bytes go both ways unlooked at. */
        TUNNEL
    }

    private final Outbox out;
    private final Body requestBody;
    private Phase phase = Phase.HEAD;
    private @Nullable RequestHead head;
    private @Nullable ByteBuf pending;
    private @Nullable ServerConnection server;
    private @Nullable ServerConnection connecting;
    private @Nullable Relay relay;
    private @Nullable ForwardedLines forwarded;
    private boolean requestDone;
    private boolean answerBegun;
    private boolean keepAlive;
    private boolean exactEnd;
    private boolean staleRetried;
    private boolean inputEnded;
    private boolean reading;
    private boolean pumping;
    private boolean lingering;
    private long unsentBefore;

    HttpSession(Loop loop, Channel channel, LiveService service, Admission admission) {
        super(loop, channel, service, admission);
        this.out = new Outbox(channel);
        this.requestBody = new Body(loop.limits());
    }

    // ---- the client's bytes

    @Override
    void opened() {
        alarm.in(service.wiring().requestNanos);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        count(Tally.BYTES_IN, in.readableBytes());
        if (phase == Phase.ENDING || phase == Phase.TUNNEL) {
            in.release();
            return;
        }
        reading = true;
        keep(in);
        pump();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        flush();
        ServerConnection to = server;
        if (to != null) {
            to.out().flush();
        }
        adjustReading();
    }

    private void keep(ByteBuf in) {
        ByteBuf before = pending;
        if (before == null) {
            pending = in;
        } else {
            ByteBuf both = channel.alloc().directBuffer(before.readableBytes() + in.readableBytes());
            both.writeBytes(before).writeBytes(in);
            before.release();
            in.release();
            pending = both;
        }
    }

    /** Works on what came, as far as it goes. Called again from within, it only makes the outer call go on. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            boolean more = true;
            while (more && pending != null) {
                more = switch (phase) {
                    case HEAD -> readHead(pending);
                    case EXCHANGE -> !requestDone && readBody(pending);
                    default -> false;
                };
                ByteBuf rest = pending;
                if (rest != null && !rest.isReadable()) {
                    rest.release();
                    pending = null;
                }
            }
        } finally {
            pumping = false;
        }
        if (inputEnded && phase != Phase.ENDING) {
            inputOver();
        }
    }

    /** Nothing more will come: what is incomplete now stays so. */
    private void inputOver() {
        switch (phase) {
            case HEAD -> {
                RequestHead partial = head;
                if (partial == null || partial.isEmpty()) {
                    end();
                } else {
                    keepAlive = false;
                    answer(400, "the request ended within its head");
                }
            }
            case EXCHANGE -> {
                if (!requestDone) {
                    requestBroken(400, "the request ended within its body");
                }
            }
            case SEARCH -> {
                if (!requestDone && pending == null) {
                    requestBroken(400, "the request ended within its body");
                }
            }
            case ENDING -> {
                if (lingering) {
                    channel.close();
                }
            }
            case TUNNEL -> {}
        }
    }

    private boolean readHead(ByteBuf in) {
        RequestHead reads = head;
        if (reads == null) {
            reads = loop.borrowRequestHead();
            head = reads;
        }
        boolean first = reads.isEmpty();
        int result = reads.feed(in);
        if (result == Head.MORE) {
            if (first && !reads.isEmpty()) {
                alarm.in(service.wiring().requestNanos);
            }
            return false;
        }
        count(Tally.REQUESTS, 1);
        if (result != Head.DONE) {
            keepAlive = false;
            answer(result, reads.problem());
            return false;
        }
        begin(reads);
        return true;
    }

    private void begin(RequestHead request) {
        alarm.off();
        keepAlive = request.isKeepAlive() && !service.isDraining();
        answerBegun = false;
        staleRetried = false;
        requestDone = !request.hasBody();
        if (request.isChunked()) {
            requestBody.chunked();
        } else {
            requestBody.length(Math.max(0, request.contentLength()));
        }
        phase = Phase.SEARCH;
        dispatchAnew();
    }

    private boolean readBody(ByteBuf in) {
        ServerConnection to = server;
        RequestHead request = head;
        if (to == null || request == null) {
            return false;
        }
        int before = in.readableBytes();
        while (true) {
            int n = requestBody.next(in);
            if (n > 0) {
                if (request.isChunked()) {
                    to.out().chunk(in, n);
                } else {
                    to.out().data(in, n);
                }
            } else if (n == Body.END) {
                countServer(Tally.BYTES_IN, before - in.readableBytes());
                if (request.isChunked()) {
                    to.out().lastChunk();
                }
                requestDone = true;
                alarm.off();
                to.expectAnswer();
                break;
            } else if (n == Body.BAD) {
                requestBroken(400, "the request's body has invalid chunks");
                return false;
            } else {
                countServer(Tally.BYTES_IN, before - in.readableBytes());
                alarm.in(service.wiring().clientNanos);
                break;
            }
        }
        if (!reading) {
            to.out().flush();
        }
        return false;
    }

    /** Reads on, or not, depending on who can take more. */
    void adjustReading() {
        ByteBuf waiting = pending;
        boolean room = waiting == null || waiting.readableBytes() < AHEAD_BYTES;
        ServerConnection to = server;
        boolean read =
                switch (phase) {
                    case HEAD, ENDING -> true;
                    case SEARCH -> room;
                    case EXCHANGE ->
                        requestDone ? room : to != null && (to.channel().isWritable() || to.hasSendFailed()) && room;
                    case TUNNEL -> channel.config().isAutoRead();
                };
        channel.config().setAutoRead(read);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent) || phase == Phase.TUNNEL) {
            return;
        }
        inputEnded = true;
        if (!pumping) {
            inputOver();
        }
    }

    private void requestBroken(int status, String why) {
        keepAlive = false;
        dropServer();
        stopWaiting();
        releaseSlot();
        if (answerBegun) {
            cutShort();
        } else {
            answer(status, why);
        }
    }

    // ---- a server for the request

    @Override
    Flow flow() {
        return loop.flow().of(this, head);
    }

    @Override
    void assigned(LiveReal real) {
        RequestHead request = head;
        ServerConnection ready =
                request != null && request.isRepeatable() ? real.idle(loop).take() : null;
        if (ready != null) {
            send(ready, true);
        } else {
            open(real);
        }
    }

    private void open(LiveReal real) {
        ServerConnection made = new ServerConnection(loop, real);
        connecting = made;
        connect(real, made, false);
    }

    @Override
    void connected(Channel opened) {
        ServerConnection made = connecting;
        connecting = null;
        if (made != null) {
            send(made, false);
        }
    }

    private void send(ServerConnection to, boolean again) {
        RequestHead request = head;
        if (request == null) {
            to.close();
            return;
        }
        phase = Phase.EXCHANGE;
        server = to;
        to.begin(this, again, roster().serverNanos);
        ForwardedLines lines = forwardedLines();
        int bound = request.length() + HeadWriter.ADDED_BYTES + lines.own.length + lines.host.length;
        HeadWriter.request(
                request,
                lines.host,
                lines.dropsXForwarded,
                lines.dropsForwarded,
                lines.own,
                to.out().room(bound));
        countServer(Tally.BYTES_IN, request.length());
        if (requestDone) {
            to.expectAnswer();
        } else {
            alarm.in(service.wiring().clientNanos);
            to.expectAnswer();
            pump();
        }
        if (!reading) {
            to.out().flush();
            adjustReading();
        }
    }

    private ForwardedLines forwardedLines() {
        ForwardedLines lines = forwarded;
        if (lines == null || !lines.wanted.equals(service.spec().forwarded())) {
            lines = new ForwardedLines(service.spec().forwarded(), source(), destination());
            forwarded = lines;
        }
        return lines;
    }

    @Override
    void unavailable(String why) {
        answer(503, why);
    }

    // ---- the server's bytes

    boolean isRequestDone() {
        return requestDone;
    }

    boolean isHeadRequest() {
        return head != null && head.isHead();
    }

    boolean isUpgrade() {
        return head != null && head.isUpgrade();
    }

    /** Passes an interim response on, if the client knows such. */
    void passInterim(ResponseHead interim) {
        if (head != null && head.isHttp11()) {
            ByteBuf to = out.room(interim.length() + HeadWriter.ADDED_BYTES);
            int before = to.readableBytes();
            HeadWriter.response(interim, false, false, HeadWriter.Persistence.DEFAULT, to);
            count(Tally.BYTES_OUT, to.readableBytes() - before);
        }
    }

    /** Passes the head of the response on; returns whether its body is to be sent in chunks. */
    boolean passHead(ResponseHead answer, boolean bodiless, boolean untilClose) {
        boolean http11 = head != null && head.isHttp11();
        boolean chunked = answer.isChunked() && http11;
        exactEnd = bodiless || chunked || answer.contentLength() >= 0 && !answer.isChunked();
        keepAlive = keepAlive && requestDone && exactEnd && !untilClose && mayGoOn() && !service.isDraining();
        answerBegun = true;
        HeadWriter.Persistence persistence = !keepAlive
                ? HeadWriter.Persistence.CLOSE
                : http11 ? HeadWriter.Persistence.DEFAULT : HeadWriter.Persistence.KEEP_ALIVE;
        ByteBuf to = out.room(answer.length() + HeadWriter.ADDED_BYTES);
        int before = to.readableBytes();
        boolean framed = answer.status() >= 200 && answer.status() != 204;
        HeadWriter.response(answer, chunked && framed && answer.status() != 304, framed, persistence, to);
        count(Tally.BYTES_OUT, to.readableBytes() - before);
        return chunked;
    }

    void passBody(ByteBuf in, int n, boolean chunked) {
        count(Tally.BYTES_OUT, n);
        if (chunked) {
            out.chunk(in, n);
        } else {
            out.data(in, n);
        }
    }

    void passLastChunk() {
        out.lastChunk();
    }

    void flush() {
        out.flush();
    }

    /** The response has been passed on as a whole. The server connection is no longer ours. */
    void answerComplete() {
        server = null;
        releaseSlot();
        if (keepAlive && requestDone) {
            nextRequest();
        } else {
            end();
        }
    }

    private void nextRequest() {
        RequestHead done = head;
        head = null;
        if (done != null) {
            loop.giveBack(done);
        }
        phase = Phase.HEAD;
        alarm.in(service.wiring().keepAliveNanos);
        pump();
        adjustReading();
    }

    /** Tells whether another request can come. */
    private boolean mayGoOn() {
        return !inputEnded || pending != null && pending.isReadable();
    }

    /** What the server sent is not to be believed, from some point on. */
    void answerBroken(String why) {
        countServer(Tally.ERRORS, 1);
        dropServer();
        releaseSlot();
        if (answerBegun) {
            count(Tally.ERRORS, 1);
            cutShort();
        } else {
            keepAlive = keepAlive && requestDone;
            answer(502, why);
        }
    }

    /** The server's connection ended before its answer did. */
    void serverLost(ServerConnection lost) {
        server = null;
        RequestHead request = head;
        LiveReal real = real();
        boolean stale = lost.isReused() && !lost.hasAnswered() && !staleRetried;
        if (stale && request != null && request.isRepeatable() && real != null) {
            staleRetried = true;
            count(Tally.RETRIES, 1);
            countServer(Tally.RETRIES, 1);
            phase = Phase.SEARCH;
            open(real);
            return;
        }
        answerBroken(
                lost.hasAnswered()
                        ? "the server closed the connection within its answer"
                        : "the server closed the connection without an answer");
    }

    /** The server was silent too long. */
    void serverSilent(long nanos) {
        countServer(Tally.ERRORS, 1);
        dropServer();
        releaseSlot();
        if (answerBegun) {
            count(Tally.ERRORS, 1);
            cutShort();
        } else {
            answer(504, "the server did not answer within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
        }
    }

    private void dropServer() {
        ServerConnection of = server;
        if (of != null) {
            server = null;
            of.close();
        }
    }

    /** The server agreed to another protocol: from here on, bytes are bytes. */
    void upgraded(ServerConnection with, ResponseHead answer, ByteBuf rest) {
        ByteBuf to = out.room(answer.length() + HeadWriter.ADDED_BYTES);
        HeadWriter.response(answer, false, false, HeadWriter.Persistence.UPGRADE, to);
        count(Tally.BYTES_OUT, to.readableBytes());
        out.flush();
        phase = Phase.TUNNEL;
        server = null;
        with.becomeTunnel();
        Relay tunnel = new Relay(this, with.channel(), service.wiring().tunnelNanos);
        relay = tunnel;
        tunnel.start();
        if (rest.isReadable()) {
            tunnel.fromServer(rest.readRetainedSlice(rest.readableBytes()));
        }
        ByteBuf ahead = pending;
        pending = null;
        if (ahead != null) {
            tunnel.fromClient(ahead);
        }
        if (inputEnded) {
            tunnel.clientEnded();
        }
        channel.config().setAutoRead(true);
    }

    // ---- our own answers, and the end

    /** Answers the request ourselves. */
    private void answer(int status, String text) {
        if (status >= 500 && status != 501 && status != 505) {
            count(Tally.ERRORS, 1);
        }
        boolean close = !keepAlive || !requestDone || !mayGoOn() || service.isDraining() || phase == Phase.HEAD;
        ByteBuf bytes = Answer.of(channel.alloc(), status, text, close, isHeadRequest());
        count(Tally.BYTES_OUT, bytes.readableBytes());
        out.whole(bytes);
        answerBegun = true;
        if (close) {
            end();
        } else {
            nextRequest();
            if (!reading) {
                flush();
            }
        }
    }

    /** Ends the connection so that the client sees that the response is not whole. */
    private void cutShort() {
        phase = Phase.ENDING;
        out.flush();
        if (exactEnd) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            alarm.in(service.wiring().clientNanos);
        } else {
            reset(channel);
        }
    }

    /** Ends the connection once everything is sent; what the client still sends is thrown away, lest a reset destroys the response. */
    private void end() {
        phase = Phase.ENDING;
        ByteBuf rest = pending;
        boolean quiet = requestDone && rest == null && head != null;
        if (rest != null && !pumping) {
            rest.release();
            pending = null;
        } else if (rest != null) {
            rest.skipBytes(rest.readableBytes()); // the pump releases it
        }
        out.flush();
        alarm.in(service.wiring().clientNanos);
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(f -> {
            if (quiet || inputEnded || !f.isSuccess()) {
                channel.close();
            } else {
                lingering = true;
                alarm.in(LINGER_NANOS);
                ((DuplexChannel) channel).shutdownOutput();
            }
        });
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (phase == Phase.TUNNEL) {
            return;
        }
        ServerConnection of = server;
        if (!channel.isWritable()) {
            alarm.in(service.wiring().clientNanos);
        } else if (of != null) {
            if (requestDone) {
                alarm.off();
            }
            of.channel().config().setAutoRead(true);
            of.expectAnswer();
        }
    }

    @Override
    void timedOut() {
        switch (phase) {
            case HEAD -> {
                RequestHead partial = head;
                if (partial == null || partial.isEmpty()) {
                    channel.close();
                } else {
                    keepAlive = false;
                    answer(408, "the request head was not complete in time");
                }
            }
            case EXCHANGE -> clientSilent();
            case ENDING -> {
                if (lingering || !progressed()) {
                    reset(channel);
                } else {
                    alarm.in(service.wiring().clientNanos);
                }
            }
            case TUNNEL -> cut();
            case SEARCH -> {}
        }
    }

    private void clientSilent() {
        ServerConnection to = server;
        if (!channel.isWritable()) {
            if (progressed()) {
                alarm.in(service.wiring().clientNanos);
            } else {
                dropServer();
                releaseSlot();
                reset(channel);
            }
        } else if (!requestDone && to != null && !to.channel().isWritable()) {
            alarm.in(service.wiring().clientNanos); // the server is the one who does not take it
        } else if (!requestDone) {
            requestBroken(408, "the request body did not come in time");
        }
    }

    /** Tells whether the client took something since the last look. */
    private boolean progressed() {
        long unsent = channel.bytesBeforeWritable();
        boolean moved = unsent != unsentBefore;
        unsentBefore = unsent;
        return moved;
    }

    @Override
    void drain() {
        if (phase == Phase.HEAD && (head == null || head.isEmpty())) {
            alarm.in(Math.min(LAST_REQUEST_NANOS, Math.max(1, service.wiring().keepAliveNanos)));
        }
    }

    @Override
    void cut() {
        Relay tunnel = relay;
        if (tunnel != null) {
            tunnel.end();
        }
        channel.close();
    }

    @Override
    void closed() {
        Relay tunnel = relay;
        if (tunnel != null) {
            tunnel.clientGone();
        }
        dropServer();
        out.discard();
        RequestHead done = head;
        head = null;
        if (done != null) {
            loop.giveBack(done);
        }
        ByteBuf rest = pending;
        if (rest != null && !pumping) {
            rest.release();
            pending = null;
        }
        phase = Phase.ENDING;
    }
}
