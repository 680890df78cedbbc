package dev.solera.checks.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The two event loops on which all checks run, in daemon threads {@code solera-check-1} and {@code solera-check-2}. Threads begin with the
 * first check. Safe from any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells of failures through the pipeline.
final class CheckLoops implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final long CLOSE_SECONDS = 2;

    private final MultiThreadIoEventLoopGroup group;
    private final CheckLoop[] loops = new CheckLoop[LOOPS];
    private final AtomicInteger turn = new AtomicInteger();

    CheckLoops() {
        this(System::nanoTime);
    }

    /** Times checks by {@code nanoTime}; timers run on the real clock all the same. */
    CheckLoops(LongSupplier nanoTime) {
        AtomicInteger number = new AtomicInteger();
        group = new MultiThreadIoEventLoopGroup(
                LOOPS,
                work -> {
                    Thread thread = new Thread(work, "solera-check-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                NioIoHandler.newFactory());
        for (int i = 0; i < LOOPS; i++) {
            loops[i] = new CheckLoop((EventLoop) group.next(), nanoTime);
        }
    }

    /** Returns the loops in turn. */
    CheckLoop next() {
        return loops[Math.floorMod(turn.getAndIncrement(), LOOPS)];
    }

    /** Ends the loops without waiting for them. Checks under way are void. */
    @Override
    public void close() {
        for (CheckLoop loop : loops) {
            loop.stop();
        }
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
