package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.Body;
import dev.solera.proxy.internal.http1.Head;
import dev.solera.proxy.internal.http1.RequestHead;
import dev.solera.proxy.internal.http1.ResponseHead;
import dev.solera.spi.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
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

    /** How long an idle connection of a virtual server that is going may still come up with a last request. */
    private static final long LAST_REQUEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Reply reply;
    private final Farewell farewell;
    private final Intake intake;
    private final Upload upload;
    private Phase phase = Phase.HEAD;
    private @Nullable RequestHead head;
    private @Nullable ServerConnection server;
    private @Nullable ServerConnection connecting;
    private @Nullable Relay relay;
    private @Nullable ForwardedLines forwarded;
    private boolean keepAlive;
    private boolean staleRetried;
    private boolean reading;
    /** What came does not tell yet whether it is HTTP/2. */
    private boolean fresh;

    private @Nullable Http2Front front;

    HttpSession(Loop loop, Channel channel, LiveService service, Admission admission) {
        super(loop, channel, service, admission);
        this.reply = new Reply(this);
        this.farewell = new Farewell(this);
        this.fresh = true;
        this.intake = new Intake(channel.alloc(), this::step);
        this.upload = new Upload(loop.limits());
    }

    private HttpSession(HttpSession connection, Channel stream) {
        super(connection, stream);
        StreamReply streamReply = new StreamReply(this);
        this.reply = streamReply;
        this.farewell = new StreamFarewell(this, streamReply);
        this.intake = new Intake(stream.alloc(), this::step);
        this.upload = new Upload(loop.limits());
    }

    /** Returns a session for the one request of a stream of HTTP/2 on {@code connection}. */
    static HttpSession onStream(HttpSession connection, Channel stream) {
        return new HttpSession(connection, stream);
    }

    // ---- the client's bytes

    @Override
    void opened() {
        alarm.in(service.wiring().requestNanos);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        ByteBuf in = (ByteBuf) message;
        count(Tally.BYTES_IN, in.readableBytes());
        if (phase == Phase.ENDING || phase == Phase.TUNNEL) {
            in.release();
            return;
        }
        intake.add(in);
        if (fresh && !isHttp1()) {
            return;
        }
        reading = true;
        pump();
        ServerConnection to = server;
        if (intake.size() > 0 || to != null && !to.channel().isWritable()) {
            adjustReading(); // now, not when the read loop is over: it may have a megabyte more
        }
    }

    /** Tells whether the first bytes are HTTP/1's; those of HTTP/2 go to who speaks it, and those that do not tell wait. */
    private boolean isHttp1() throws Exception {
        ByteBuf first = intake.takeAll();
        if (first == null) {
            return true;
        }
        Http2Front.Opening opening = Http2Front.Opening.of(first);
        fresh = opening == Http2Front.Opening.OPEN;
        if (opening == Http2Front.Opening.HTTP_2) {
            phase = Phase.MULTIPLEXED;
            Http2Front speaks = new Http2Front(this);
            front = speaks;
            speaks.start(first);
            return false;
        }
        intake.add(first);
        return !fresh;
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

    /** Works on what came, as far as it goes. */
    private void pump() {
        intake.work();
        if (farewell.hasInputEnded() && !intake.isWorking() && phase != Phase.ENDING) {
            inputOver();
        }
    }

    private boolean step(ByteBuf in) {
        return switch (phase) {
            case HEAD -> readHead(in);
            case EXCHANGE -> !upload.isDone() && readBody(in);
            default -> false;
        };
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
                if (!upload.isDone()) {
                    requestBroken(400, "the request ended within its body");
                }
            }
            case SEARCH -> {
                if (!upload.isDone() && intake.size() == 0) {
                    requestBroken(400, "the request ended within its body");
                }
            }
            case MULTIPLEXED -> {
                if (front != null) {
                    front.inputEnded();
                }
            }
            case ENDING, TUNNEL -> {}
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
        reply.next();
        staleRetried = false;
        upload.begin(request, service.spec().inbound().maxBodyBytes());
        if (upload.isTooLong(request)) {
            keepAlive = false;
            answer(413, "the request's body is longer than allowed");
            return;
        }
        phase = Phase.SEARCH;
        dispatchAnew();
    }

    private boolean readBody(ByteBuf in) {
        ServerConnection to = server;
        if (to == null) {
            return false;
        }
        int before = in.readableBytes();
        int result = upload.pass(in, to.out());
        countServer(Tally.BYTES_IN, before - in.readableBytes());
        if (result == Body.BAD) {
            requestBroken(400, "the request's body has invalid chunks");
            return false;
        }
        RequestHead request = head;
        if (request != null && upload.isTooLong(request)) {
            requestBroken(413, "the request's body is longer than allowed");
            return false;
        }
        if (result == Body.END) {
            alarm.off();
            to.expectAnswer();
        } else {
            alarm.in(service.wiring().clientNanos);
        }
        if (!reading) {
            to.out().flush();
        }
        return false;
    }

    /** Reads on, or not, depending on who can take more. */
    void adjustReading() {
        boolean room = intake.size() < AHEAD_BYTES;
        ServerConnection to = server;
        boolean read =
                switch (phase) {
                    case HEAD, ENDING, MULTIPLEXED -> true;
                    case SEARCH -> room;
                    case EXCHANGE ->
                        upload.isDone()
                                ? room
                                : to != null && (to.channel().isWritable() || to.hasSendFailed()) && room;
                    case TUNNEL -> channel.config().isAutoRead();
                };
        channel.config().setAutoRead(read);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        boolean ended = event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
        if (event instanceof SniCompletionEvent tls) {
            named(tls.hostname());
        }
        if (!ended || farewell.hasInputEnded() || phase == Phase.TUNNEL) {
            return;
        }
        farewell.inputEnded();
        if (fresh) {
            fresh = false;
            pump(); // what did not tell is the whole of a request
        } else if (!intake.isWorking()) {
            inputOver();
        }
    }

    private void requestBroken(int status, String why) {
        keepAlive = false;
        dropServer();
        stopWaiting();
        releaseSlot();
        if (reply.isBegun()) {
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
        ServerConnection ready = request != null && request.isRepeatable() && !roster().isHttp2()
                ? real.idle(loop).take()
                : null;
        if (ready != null && !ready.fits(roster())) {
            ready.close();
            ready = null;
        }
        if (ready != null) {
            send(ready, true);
        } else {
            open(real);
        }
    }

    private void open(LiveReal real) {
        if (roster().isHttp2()) {
            real.multiplexed(loop).ask(this);
            return;
        }
        ServerConnection made = new ServerConnection(loop, real, roster().tls, null);
        connecting = made;
        connect(real, made, false);
    }

    /** A stream can be opened on {@code connection}. */
    void streamReady(MultiplexedConnection connection) {
        LiveReal real = real();
        if (real == null) {
            return;
        }
        ServerConnection stream = new ServerConnection(loop, real, roster().tls, connection);
        if (connection.open(stream) == null) {
            connectFailed();
        } else {
            send(stream, true); // others were sent on it before
        }
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
        to.out().head(request, forwardedLines());
        countServer(Tally.BYTES_IN, request.length());
        if (upload.isDone()) {
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
            lines = new ForwardedLines(service.spec().forwarded(), source(), destination(), tls());
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
        return upload.isDone();
    }

    boolean isHeadRequest() {
        return head != null && head.isHead();
    }

    boolean isUpgrade() {
        return head != null && head.isUpgrade();
    }

    /** Returns what is sent to the client. */
    Reply reply() {
        return reply;
    }

    /** Passes an interim response on, if the client knows such. */
    void passInterim(ResponseHead interim) {
        if (head != null && head.isHttp11()) {
            reply.interim(interim);
        }
    }

    /** Passes the head of the response on. */
    void passHead(ResponseHead answer, boolean bodiless) {
        boolean http11 = head != null && head.isHttp11();
        keepAlive = reply.head(
                answer,
                http11,
                bodiless,
                keepAlive && upload.isDone() && mayGoOn() && !service.isDraining() && !isServerLeaving());
    }

    void flush() {
        reply.flush();
    }

    /** The kernel carries the body, and it goes on. */
    void carried() {
        alarm.in(service.wiring().clientNanos);
    }

    /** The kernel carries the body no more. */
    void uncarried() {
        if (upload.isDone()) {
            alarm.off();
        }
    }

    /** The response has been passed on as a whole. The server connection is no longer ours. */
    void answerComplete() {
        server = null;
        releaseSlot();
        if (keepAlive && upload.isDone()) {
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
        return !farewell.hasInputEnded() || intake.size() > 0;
    }

    /** What the server sent is not to be believed, from some point on. */
    void answerBroken(String why) {
        countServer(Tally.ERRORS, 1);
        dropServer();
        releaseSlot();
        if (reply.isBegun()) {
            count(Tally.ERRORS, 1);
            cutShort();
        } else {
            keepAlive = keepAlive && upload.isDone();
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
        if (reply.isBegun()) {
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
        reply.upgrade(answer);
        reply.flush();
        phase = Phase.TUNNEL;
        server = null;
        with.becomeTunnel();
        Relay tunnel = new Relay(this, with.channel(), service.wiring().tunnelNanos);
        relay = tunnel;
        tunnel.start();
        if (rest.isReadable()) {
            tunnel.fromServer(rest.readRetainedSlice(rest.readableBytes()));
        }
        ByteBuf ahead = intake.takeAll();
        if (ahead != null) {
            tunnel.fromClient(ahead);
        }
        if (farewell.hasInputEnded()) {
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
        boolean close = !keepAlive || !upload.isDone() || !mayGoOn() || service.isDraining() || phase == Phase.HEAD;
        reply.own(status, text, close, isHeadRequest());
        if (close) {
            end();
        } else {
            nextRequest();
            if (!reading) {
                flush();
            }
        }
    }

    private void cutShort() {
        phase = Phase.ENDING;
        reply.flush();
        farewell.cutShort(reply.hasExactEnd());
    }

    private void end() {
        phase = Phase.ENDING;
        boolean quiet = upload.isDone() && intake.size() == 0 && head != null;
        intake.drop();
        reply.flush();
        farewell.say(quiet);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (phase == Phase.TUNNEL || phase == Phase.MULTIPLEXED) {
            return;
        }
        ServerConnection of = server;
        if (!channel.isWritable()) {
            alarm.in(service.wiring().clientNanos);
        } else if (of != null) {
            if (upload.isDone()) {
                alarm.off();
            }
            of.readOn();
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
            case ENDING -> farewell.timedOut();
            case TUNNEL -> cut();
            case MULTIPLEXED -> {
                if (front != null && front.isIdle()) {
                    channel.close();
                }
            }
            case SEARCH -> {}
        }
    }

    private void clientSilent() {
        ServerConnection to = server;
        if (to != null && to.isCarrying()) {
            if (!to.isHeldUpByClient() || farewell.hasProgressed()) {
                carried();
            } else {
                dropServer();
                releaseSlot();
                reset(channel);
            }
        } else if (!channel.isWritable()) {
            if (farewell.hasProgressed()) {
                alarm.in(service.wiring().clientNanos);
            } else {
                dropServer();
                releaseSlot();
                reset(channel);
            }
        } else if (!upload.isDone() && to != null && !to.channel().isWritable()) {
            alarm.in(service.wiring().clientNanos); // the server is the one who does not take it
        } else if (!upload.isDone()) {
            requestBroken(408, "the request body did not come in time");
        }
    }

    @Override
    void drain() {
        if (front != null) {
            front.leave();
        }
        if (phase == Phase.HEAD && (head == null || head.isEmpty())) {
            long keepAliveNanos = service.wiring().keepAliveNanos;
            alarm.in(keepAliveNanos > 0 ? Math.min(LAST_REQUEST_NANOS, keepAliveNanos) : LAST_REQUEST_NANOS);
        }
    }

    @Override
    void cut() {
        Relay tunnel = relay;
        if (tunnel != null) {
            tunnel.end();
        }
        if (front == null) {
            channel.close();
        } else {
            reset(channel); // past the codec, which would wait for its streams
        }
    }

    @Override
    void closed() {
        Relay tunnel = relay;
        if (tunnel != null) {
            tunnel.clientGone();
        }
        dropServer();
        reply.discard();
        RequestHead done = head;
        head = null;
        if (done != null) {
            loop.giveBack(done);
        }
        intake.drop();
        phase = Phase.ENDING;
    }
}
