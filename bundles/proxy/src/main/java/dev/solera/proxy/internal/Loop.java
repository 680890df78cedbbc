package dev.solera.proxy.internal;

import dev.solera.proxy.ProxySettings;
import dev.solera.proxy.internal.http1.Limits;
import dev.solera.proxy.internal.http1.RequestHead;
import dev.solera.proxy.internal.http1.ResponseHead;
import dev.solera.proxy.internal.splice.Plumbing;
import dev.solera.spi.Explained;
import dev.solera.spi.Pulse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one event loop's thread owns. But for {@link #index}, {@link #executor}, its pulse and {@link Plumbing#running}, used by that thread alone. */
public final class Loop implements Pulse {
    private static final long BEAT_MILLIS = 100;

    /** How old a beat may be before others accept for the loop. */
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Flows explained for each beat, so that a sample costs the same at any load; of those that none came for, some are saved up. */
    private static final int SAMPLES_PER_BEAT = 2;

    private static final int MOST_SAVED = 20;

    /** Explained flows kept. */
    private static final int SAMPLES = 256;

    /** Heads kept for reuse; more only exist while that many are being read at once. */
    private static final int SPARE_HEADS = 64;

    /** Room for a head and a small body. */
    private static final int SEND_BYTES = 2048;

    /** Buffers kept to send from; mostly one is in use, for what is written is sent at once. */
    private static final int SPARE_SEND_BUFFERS = 64;

    private final int index;
    private final EventLoop executor;
    private final Sockets sockets;
    private final Limits limits;
    private final WriteBufferWaterMark waterMark;
    private final ProxySettings.Http2 http2;
    private final ReceiveBuffers receiveBuffers = new ReceiveBuffers();
    private final long idleServerNanos;
    private final Wheel wheel;
    private final ClientFlow flow = new ClientFlow();
    private final IdleConnections idle = new IdleConnections(Integer.MAX_VALUE);
    private final ServerBudget budget;
    private final Plumbing plumbing;
    private final Set<Session> sessions = new HashSet<>();
    private final ArrayDeque<RequestHead> requestHeads = new ArrayDeque<>();
    private final ArrayDeque<ResponseHead> responseHeads = new ArrayDeque<>();
    private final ArrayDeque<ByteBuf> sendBuffers = new ArrayDeque<>();

    private final ArrayDeque<Explained> samples = new ArrayDeque<>();
    private int samplesLeft = MOST_SAVED;
    private ObjLongConsumer<Loop> others = (loop, now) -> {};

    private volatile long beatNanos = System.nanoTime();
    private volatile @Nullable Thread thread;

    /** Makes the state of {@code executor}, which is number {@code index}, and may run {@code pumps} pumps at once. */
    public Loop(
            int index, IoEventLoop executor, Sockets sockets, ProxySettings settings, ServerBudget budget, int pumps) {
        this.budget = budget;
        this.plumbing = new Plumbing(executor, pumps);
        this.index = index;
        this.executor = executor;
        this.sockets = sockets;
        this.limits = new Limits(
                settings.headBytes(), settings.lineBytes(), settings.headers(), Limits.DEFAULT.trailerBytes());
        this.waterMark = new WriteBufferWaterMark(settings.bufferBytes() / 2, settings.bufferBytes());
        this.http2 = settings.http2();
        this.idleServerNanos = settings.idleServer().toNanos();
        this.wheel = new Wheel(System.nanoTime());
    }

    /**
     * Starts the clock and the pulse.
     *
     * @param lookAfterOthers called at each beat with this loop and the time, on its thread
     */
    public void start(ObjLongConsumer<Loop> lookAfterOthers) {
        others = lookAfterOthers;
        var unusedBeats = executor.scheduleAtFixedRate(this::beat, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        var unused = executor.scheduleAtFixedRate(
                () -> wheel.advance(System.nanoTime()), Wheel.TICK_NANOS, Wheel.TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        long now = System.nanoTime();
        boolean onTime = now - beatNanos < STUCK_NANOS;
        thread = Thread.currentThread();
        beatNanos = now;
        samplesLeft = Math.min(MOST_SAVED, samplesLeft + SAMPLES_PER_BEAT);
        // After a gap of our own, nobody may have run, and nobody is to be blamed.
        if (onTime) {
            others.accept(this, now);
        }
    }

    /** Tells whether this loop has not moved for so long that others do its accepting. Any thread. */
    boolean isStuck(long nowNanos) {
        return nowNanos - beatNanos > STUCK_NANOS;
    }

    /** Tells whether the next flow is to be explained for the sample. */
    boolean wantsSample() {
        return samplesLeft > 0;
    }

    /** Keeps an explained flow. */
    void sample(Explained flow) {
        samplesLeft--;
        if (samples.size() == SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(flow);
    }

    /** Returns the explained flows that are kept, the oldest first. */
    List<Explained> samples() {
        return List.copyOf(samples);
    }

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    @Override
    public String name() {
        return "proxy event loop " + (index + 1);
    }

    @Override
    public long lastBeatNanos() {
        return beatNanos;
    }

    /** Returns its number, from 0. */
    public int index() {
        return index;
    }

    /** Returns what runs tasks on its thread. */
    public EventLoop executor() {
        return executor;
    }

    Sockets sockets() {
        return sockets;
    }

    Limits limits() {
        return limits;
    }

    ProxySettings.Http2 http2() {
        return http2;
    }

    long idleServerNanos() {
        return idleServerNanos;
    }

    Wheel wheel() {
        return wheel;
    }

    /** Returns all idle connections to servers. */
    IdleConnections idle() {
        return idle;
    }

    /** Counts a connection to a server that is about to be opened, and closes an idle one when there are too many. */
    void openingServer() {
        ServerConnection oldest = budget.opens() ? idle.oldest() : null;
        if (oldest != null) {
            oldest.leaveIdle();
            oldest.close();
        }
    }

    void closedServer() {
        budget.closed();
    }

    /** Returns what moves bytes from socket to socket. */
    public Plumbing plumbing() {
        return plumbing;
    }

    ClientFlow flow() {
        return flow;
    }

    /** Sets what client and server connections have in common. */
    void tune(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setWriteBufferWaterMark(waterMark);
        channel.config().setRecvByteBufAllocator(receiveBuffers);
        EpollMemory.keep(channel);
    }

    void add(Session session) {
        sessions.add(session);
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    /** Ends the sessions that {@code which} picks, whatever they are doing. */
    void cut(Predicate<Session> which) {
        for (Session session : List.copyOf(sessions)) {
            if (which.test(session)) {
                session.cut();
            }
        }
    }

    /** Tells the sessions that {@code which} picks that their virtual server is going. */
    void drain(Predicate<Session> which) {
        for (Iterator<Session> all = List.copyOf(sessions).iterator(); all.hasNext(); ) {
            Session session = all.next();
            if (which.test(session)) {
                session.drain();
            }
        }
    }

    RequestHead borrowRequestHead() {
        RequestHead head = requestHeads.pollLast();
        return head == null ? new RequestHead(limits) : head;
    }

    void giveBack(RequestHead head) {
        head.clear();
        if (requestHeads.size() < SPARE_HEADS) {
            requestHeads.addLast(head);
        }
    }

    ResponseHead borrowResponseHead() {
        ResponseHead head = responseHeads.pollLast();
        return head == null ? new ResponseHead(limits) : head;
    }

    void giveBack(ResponseHead head) {
        head.clear();
        if (responseHeads.size() < SPARE_HEADS) {
            responseHeads.addLast(head);
        }
    }

    /** Returns an empty buffer with room for {@code bytes}, to send from. */
    ByteBuf sendBuffer(ByteBufAllocator allocator, int bytes) {
        ByteBuf spare = bytes > SEND_BYTES ? null : sendBuffers.pollLast();
        return spare == null ? allocator.directBuffer(Math.max(bytes, SEND_BYTES)) : spare;
    }

    /** Takes a buffer back that may have been sent. */
    void giveBack(ByteBuf buffer) {
        if (buffer.refCnt() == 1 && buffer.capacity() == SEND_BYTES && sendBuffers.size() < SPARE_SEND_BUFFERS) {
            sendBuffers.addLast(buffer.clear());
        } else {
            buffer.release();
        }
    }

    /** Gives back what it holds of the system. Called when its thread has ended. */
    public void close() {
        plumbing.close();
        receiveBuffers.close();
        sendBuffers.forEach(ByteBuf::release);
        sendBuffers.clear();
    }
}
