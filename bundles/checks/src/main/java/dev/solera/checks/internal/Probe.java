package dev.solera.checks.internal;

import dev.solera.api.CheckResult;
import dev.solera.spi.CheckTarget;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One check under way: connects, does the TLS handshake if there is one, hands the connection to the {@link Dialogue}, keeps the time and
 * gives the one result.
 *
 * <p>Time runs from when the event loop begins, so that checks started in one go do not time each other out. A result that comes more
 * than a tenth of the timeout after its time is VOID, as is a timeout while the loop was held up for that long.
 *
 * <p>After the result the connection is ended by {@link Farewell}. Runs on one event loop alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells of failures through the pipeline.
final class Probe extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    private static final Finding STOPPED = Finding.nothing("SOCKERR", "the checker was stopped");

    private final CheckLoop loop;
    private final CheckTarget target;
    private final @Nullable Tls tls;
    private final Dialogue dialogue;
    private final Consumer<CheckResult> done;

    private Phase phase = Phase.CONNECT;
    private long beginNanos;
    private long heldUpBeforeNanos;
    private @Nullable Future<?> timer;
    private @Nullable Channel channel;
    private @Nullable Farewell farewell;
    private boolean finished;

    private Probe(
            CheckLoop loop, CheckTarget target, @Nullable Tls tls, Dialogue dialogue, Consumer<CheckResult> done) {
        this.loop = loop;
        this.target = target;
        this.tls = tls;
        this.dialogue = dialogue;
        this.done = done;
    }

    /** Starts a check and returns at once. */
    static void start(
            CheckLoops loops, CheckTarget target, @Nullable Tls tls, Dialogue dialogue, Consumer<CheckResult> done) {
        CheckLoop loop = loops.next();
        Probe probe = new Probe(loop, target, tls, dialogue, done);
        try {
            loop.eventLoop().execute(probe::begin);
        } catch (RejectedExecutionException e) {
            done.accept(STOPPED.result(0));
        }
    }

    /** Gives up, and blames nobody. On the loop. */
    void stop() {
        finish(STOPPED);
    }

    private void begin() {
        beginNanos = loop.nanoTime();
        if (!loop.begin(this)) {
            stop();
            return;
        }
        heldUpBeforeNanos = loop.heldUpNanos();
        try {
            timer = loop.eventLoop().schedule(this::onTimeout, target.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            stop();
            return;
        }
        NioSocketChannel opened;
        try {
            opened = new NioSocketChannel();
        } catch (ChannelException e) {
            finish(Words.ofConnectFailure(e));
            return;
        }
        channel = opened;
        opened.config().setConnectTimeoutMillis(0).setTcpNoDelay(true);
        opened.pipeline().addLast(this);
        loop.eventLoop().register(opened).addListener(registered -> {
            if (registered.isSuccess()) {
                opened.connect(target.address()).addListener(connected -> onConnected(opened, connected));
            } else {
                finish(Words.ofConnectFailure(registered.cause()));
            }
        });
    }

    private void onConnected(Channel opened, Future<? super Void> connected) {
        if (!connected.isSuccess()) {
            finish(Words.ofConnectFailure(connected.cause()));
        } else if (tls == null) {
            onReady(opened);
        } else if (!finished) {
            phase = Phase.TLS;
            SslHandler handler = tls.handler(opened.alloc(), target.address());
            opened.pipeline().addFirst(handler);
            handler.handshakeFuture().addListener(handshake -> onHandshake(opened, handshake));
        }
    }

    private void onHandshake(Channel opened, Future<? super Channel> handshake) {
        if (handshake.isSuccess()) {
            onReady(opened);
        } else {
            finish(Words.ofTlsFailure(handshake.cause()));
        }
    }

    private void onReady(Channel opened) {
        if (finished) {
            return;
        }
        phase = Phase.ANSWER;
        ChannelHandler codec = dialogue.codec();
        if (codec != null) {
            opened.pipeline().addBefore(opened.pipeline().context(this).name(), null, codec);
        }
        Finding finding = dialogue.begin(opened);
        if (finding != null) {
            finish(finding);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (farewell != null) {
                farewell.received(message);
            } else if (!finished) {
                Finding finding = dialogue.received(message);
                if (finding != null) {
                    finish(finding);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (farewell != null) {
            farewell.cancel();
        }
        if (!finished) {
            finish(phase == Phase.ANSWER ? dialogue.closed() : Words.closedIn(phase));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!finished) {
            finish(Words.ofFailure(phase, cause));
        }
        context.close();
    }

    private void onTimeout() {
        long heldUpNanos = loop.heldUpNanos() - heldUpBeforeNanos;
        if (heldUpNanos > target.timeout().toNanos() / 10) {
            finish(heldUp(heldUpNanos));
        } else {
            finish(Finding.fail(
                    phase.timeoutCode(), "timeout after " + target.timeout().toMillis() + " ms " + phase.words()));
        }
    }

    private void finish(Finding finding) {
        if (finished) {
            return;
        }
        finished = true;
        loop.end(this);
        if (timer != null) {
            timer.cancel(false);
        }
        long elapsedNanos = loop.nanoTime() - beginNanos;
        long timeoutNanos = target.timeout().toNanos();
        Finding judged = finding;
        if (elapsedNanos - timeoutNanos > timeoutNanos / 10) {
            judged = heldUp(elapsedNanos - timeoutNanos);
        }
        try {
            done.accept(judged.result(elapsedNanos));
        } catch (RuntimeException e) {
            LOG.warn("check of {}: its result {} was refused", target.ref(), judged, e);
        }
        end(judged);
    }

    private void end(Finding judged) {
        Channel opened = channel;
        if (opened == null) {
            return;
        }
        if (judged.polite() && opened.isActive()) {
            farewell = new Farewell(opened, dialogue.saidAll());
        } else {
            opened.close();
        }
    }

    private static Finding heldUp(long nanos) {
        return Finding.nothing("SOCKERR", "checker was held up for " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
    }
}
