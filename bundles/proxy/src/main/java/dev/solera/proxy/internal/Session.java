package dev.solera.proxy.internal;

import dev.solera.api.Addresses;
import dev.solera.api.Outbound;
import dev.solera.api.RealServerRef;
import dev.solera.proxy.internal.proxyprotocol.ProxyHeader;
import dev.solera.spi.Explained;
import dev.solera.spi.Flow;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection, and the way to a server for it: pick, wait for a slot, connect, try another one. Used by its loop's thread
 * alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
abstract class Session extends ChannelInboundHandlerAdapter {
    /** Pause before a server that just refused is tried again, as in HAProxy: it may be restarting. */
    private static final long SAME_SERVER_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The session's name in its connection's pipeline. */
    static final String HANDLER = "session";

    private enum Wait {
        NONE,
        SLOT,
        CONNECTION,
        PAUSE
    }

    final Loop loop;
    final Channel channel;
    final LiveService service;
    final Wheel.Alarm alarm;
    /** Null for a stream of HTTP/2, whose connection alone counts. */
    private final @Nullable Admission admission;
    /** The session of the connection, for a stream of HTTP/2. */
    private final @Nullable Session connection;

    private InetSocketAddress source = new InetSocketAddress(0);
    private InetSocketAddress destination = source;
    private int sourceWord;
    private @Nullable ProxyHeader header;
    private @Nullable String host;
    private @Nullable InetAddress counted;
    private boolean open;
    private boolean finished;

    private Wait wait = Wait.NONE;
    private @Nullable LiveGroup group;
    private @Nullable LiveReal real;
    private @Nullable Runnable giveUp;
    private List<LiveReal> tried = List.of();
    private int attempts;
    private long grantedNanos;

    Session(Loop loop, Channel channel, LiveService service, Admission admission) {
        this.loop = loop;
        this.channel = channel;
        this.service = service;
        this.admission = admission;
        this.connection = null;
        this.alarm = loop.wheel().alarm(this::ring);
    }

    /** Makes the session of {@code stream}, a stream of HTTP/2 on {@code connection}. */
    Session(Session connection, Channel stream) {
        this.loop = connection.loop;
        this.channel = stream;
        this.service = connection.service;
        this.admission = null;
        this.connection = connection;
        this.alarm = loop.wheel().alarm(this::ring);
    }

    /** The connection is there. */
    abstract void opened();

    /** A slot of {@code server} is reserved. */
    abstract void assigned(LiveReal server);

    /** The connection asked for with {@link #connect} is there. */
    abstract void connected(Channel server);

    /** No server will take the flow; {@code why} is for the client. */
    abstract void unavailable(String why);

    /** A deadline of the session's own has passed. */
    abstract void timedOut();

    /** What the scheduler is to look at. */
    abstract Flow flow();

    /** The connection is gone; the slot is still held. */
    abstract void closed();

    /** The virtual server is going: end as soon as that loses nothing. */
    void drain() {}

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (open) {
            return;
        }
        open = true;
        Session of = connection;
        if (of != null) {
            source = of.source;
            destination = of.destination;
            sourceWord = of.sourceWord;
            header = of.header;
            host = of.host;
            loop.add(this);
            opened();
            return;
        }
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
                || !(channel.localAddress() instanceof InetSocketAddress local)) {
            channel.close(); // gone before we looked
            return;
        }
        ProxyHeader said = header;
        InetSocketAddress saidSource = said == null ? null : said.source();
        InetSocketAddress saidDestination = said == null ? null : said.destination();
        source = saidSource == null ? remote : saidSource;
        destination = saidDestination == null ? local : saidDestination;
        int most = service.spec().inbound().maxPerSource();
        if (most > 0) {
            if (!service.sources.enter(source.getAddress(), most)) {
                count(Tally.ERRORS, 1);
                source = new InetSocketAddress(0); // not counted
                reset(channel);
                return;
            }
            counted = source.getAddress();
        }
        sourceWord = ClientFlow.word(source.getAddress());
        loop.add(this);
        service.tally.add(loop, Tally.TOTAL, 1);
        service.tally.add(loop, Tally.ACTIVE, 1);
        opened();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        channel.close();
    }

    /** Ends the session, once. */
    final void finish() {
        if (finished) {
            return;
        }
        finished = true;
        if (counted != null) {
            service.sources.leave(counted);
        }
        if (open) {
            closed();
            stopWaiting();
            releaseSlot();
            alarm.drop();
            loop.remove(this);
            if (source.getPort() != 0 && connection == null) {
                service.tally.add(loop, Tally.ACTIVE, -1);
            }
        }
        if (admission != null) {
            admission.leave(service);
        }
    }

    /** A proxy in front of us said who the client is. */
    final void introduced(ProxyHeader said) {
        header = said;
    }

    /** The client named {@code wanted} in its TLS. */
    final void named(@Nullable String wanted) {
        host = wanted;
    }

    /** Returns the host that the client named in its TLS, null when it named none or nobody looked. */
    final @Nullable String host() {
        return host;
    }

    /** Returns what a proxy in front of us said besides addresses. */
    final List<ProxyHeader.Field> said() {
        return header == null ? List.of() : header.fields();
    }

    /** Returns what ends the client's TLS, null when it speaks in the clear. */
    final @Nullable SslHandler tls() {
        return connection == null ? channel.pipeline().get(SslHandler.class) : connection.tls();
    }

    final boolean isFinished() {
        return finished;
    }

    /** Ends the connection whatever it is doing. */
    void cut() {
        channel.close();
    }

    final InetSocketAddress source() {
        return source;
    }

    final InetSocketAddress destination() {
        return destination;
    }

    final int sourceWord() {
        return sourceWord;
    }

    final List<LiveReal> tried() {
        return tried;
    }

    /** Returns the server whose slot is held, or null. */
    final @Nullable LiveReal real() {
        return real;
    }

    /** Tells whether the server whose slot is held is there and takes no new flows. */
    final boolean isServerLeaving() {
        LiveReal held = real;
        return held != null && !held.spec().eligible();
    }

    final Roster roster() {
        LiveGroup of = group;
        return of == null ? Roster.ABSENT : of.roster();
    }

    /** Adds to a counter of the virtual server. */
    final void count(int counter, long n) {
        service.tally.add(loop, counter, n);
    }

    /** Adds to a counter of the server and its pool. */
    final void countServer(int counter, long n) {
        if (real != null && group != null) {
            real.tally.add(loop, counter, n);
            group.tally.add(loop, counter, n);
        }
    }

    /** Looks for a server for a new flow. */
    final void dispatchAnew() {
        group = target();
        attempts = 0;
        if (!tried.isEmpty()) {
            tried = List.of();
        }
        dispatch();
    }

    /** Returns the pool that is to serve. */
    private @Nullable LiveGroup target() {
        LiveService.Wiring wiring = service.wiring();
        LiveGroup byHost = wiring.byHost == null || host == null ? null : wiring.byHost.find(host);
        return byHost == null ? wiring.group : byHost;
    }

    private void dispatch() {
        LiveGroup of = group;
        if (of == null || of.picker(loop).isEmpty()) {
            unavailable("no server is available");
            return;
        }
        if (!of.hasQueue()) {
            LiveReal free =
                    loop.wantsSample() && tried.isEmpty() && of.picker(loop).isSmall()
                            ? takeSampled(of.picker(loop))
                            : of.picker(loop).take(flow(), tried);
            if (free != null) {
                granted(free);
                return;
            }
        }
        wait = Wait.SLOT;
        alarm.in(of.roster().queueNanos);
        of.enqueue(this);
    }

    /** Takes a slot as any flow does, and keeps what was decided and why for those who ask later. */
    private @Nullable LiveReal takeSampled(Picker picker) {
        Explained explained = picker.explain(flow(), service.spec().name(), Addresses.text(source), loop);
        LiveReal taken = picker.take(flow(), tried);
        RealServerRef ref = taken == null ? null : taken.spec().server();
        // Another loop may have taken the last slot, or changed a count, in between.
        loop.sample(
                Objects.equals(ref, explained.picked())
                        ? explained
                        : explained.with(
                                (ref == null ? "nobody" : ref.real()) + " in the end: counts changed meanwhile", ref));
        return taken;
    }

    /** A slot of {@code server} was taken for this session. */
    final void granted(LiveReal server) {
        wait = Wait.NONE;
        alarm.off();
        real = server;
        grantedNanos = loop.wheel().nowNanos();
        countServer(Tally.ACTIVE, 1);
        if (attempts == 0) {
            countServer(Tally.REQUESTS, 1);
        }
        assigned(server);
    }

    /** Opens a connection to {@code server}, whose bytes go to {@code handler}. */
    final void connect(LiveReal server, ChannelHandler handler, boolean halfClosure) {
        Roster to = roster();
        Outbound.Header header = to.header();
        Dial dial = new Dial(
                loop,
                server,
                to,
                header == Outbound.Header.OFF ? null : () -> Introducer.header(this, header),
                connection -> {
                    if (connection == null) {
                        connectFailed();
                    } else {
                        stopWaitingForConnection();
                        countServer(Tally.TOTAL, 1);
                        connected(connection);
                    }
                });
        waitForConnection(dial::giveUp);
        dial.begin(halfClosure, handler);
    }

    /** Waits for a connection as long as the pool allows; {@code forget} is called when that is given up. */
    final void waitForConnection(Runnable forget) {
        wait = Wait.CONNECTION;
        alarm.in(roster().connectNanos);
        giveUp = forget;
    }

    /** The connection is there. */
    final void stopWaitingForConnection() {
        wait = Wait.NONE;
        alarm.off();
        giveUp = null;
    }

    /** There will be no connection to the server whose slot is held: tries the next one, or the same again. */
    final void connectFailed() {
        stopWaitingForConnection();
        LiveReal failed = real;
        if (failed == null || group == null) {
            return;
        }
        countServer(Tally.ERRORS, 1);
        int retries = roster().retries();
        if (attempts++ >= retries) {
            releaseSlot();
            unavailable("no server could be reached");
            return;
        }
        countServer(Tally.RETRIES, 1);
        count(Tally.RETRIES, 1);
        releaseSlot();
        if (tried.isEmpty()) {
            tried = new ArrayList<>(retries);
        }
        boolean again = tried.contains(failed) || roster().members.size() == 1;
        tried.add(failed);
        if (again) {
            wait = Wait.PAUSE;
            long connectNanos = roster().connectNanos;
            alarm.in(connectNanos > 0 ? Math.min(SAME_SERVER_PAUSE_NANOS, connectNanos) : SAME_SERVER_PAUSE_NANOS);
        } else {
            dispatch();
        }
    }

    /** Gives the slot back, if one is held. */
    final void releaseSlot() {
        LiveReal held = real;
        LiveGroup of = group;
        if (held != null && of != null) {
            countServer(Tally.ACTIVE, -1);
            held.tally.ended(loop, loop.wheel().nowNanos() - grantedNanos);
            real = null;
            of.release(held, loop);
        }
    }

    /** Gives up waiting for a slot or a connection. */
    final void stopWaiting() {
        if (wait == Wait.SLOT && group != null) {
            group.leave(this);
        }
        wait = Wait.NONE;
        Runnable forget = giveUp;
        if (forget != null) {
            giveUp = null;
            forget.run();
        }
    }

    private void ring() {
        switch (wait) {
            case NONE -> timedOut();
            case PAUSE -> {
                wait = Wait.NONE;
                dispatch();
            }
            case SLOT -> {
                stopWaiting();
                unavailable("all servers are busy");
            }
            case CONNECTION -> {
                stopWaiting();
                connectFailed();
            }
        }
    }

    /** Ends our direction of {@code connection} alone, behind what was written; with TLS after telling so there (RFC 8446 §6.1). */
    static void endOutput(Channel connection) {
        if (!(connection instanceof DuplexChannel duplex)) {
            connection.writeAndFlush(StreamRequest.END); // a stream of HTTP/2
            return;
        }
        SslHandler tls = connection.pipeline().get(SslHandler.class);
        if (tls == null) {
            duplex.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(f -> duplex.shutdownOutput());
        }
    }

    /**
     * Ends {@code connection} with a reset, so that its peer sees that something is missing. With TLS past its orderly end, which would
     * say that nothing is.
     */
    static void reset(Channel connection) {
        if (connection.isOpen()) {
            connection.config().setOption(ChannelOption.SO_LINGER, 0);
            ChannelHandlerContext first = connection.pipeline().firstContext();
            if (first == null) {
                connection.close();
            } else {
                first.close();
            }
        }
    }
}
