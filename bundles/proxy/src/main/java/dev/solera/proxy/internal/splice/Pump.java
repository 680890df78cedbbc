package dev.solera.proxy.internal.splice;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoOps;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes from one socket to another through a pipe, without looking at them. What is in the pipe has left the source and not reached
 * the sink: nobody may write to the sink before it has. Used by its loop's thread alone.
 */
final class Pump {
    /** No end but the source's. */
    static final long ENDLESS = Long.MAX_VALUE;

    /** After so many bytes in one go, others on the loop have their turn. */
    private static final long TURN_BYTES = 1 << 20;

    private static final int FLAGS = LibC.SPLICE_F_MOVE | LibC.SPLICE_F_NONBLOCK;

    private final Plumbing plumbing;
    private final Tap source;
    private final Tap sink;
    private final Owner owner;
    private @Nullable IoEventLoop loop;
    private @Nullable Pipe pipe;
    private long inPipe;
    /** What may still be taken from the source. */
    private long left;

    private boolean dry;
    private boolean full;
    private boolean ended;
    private boolean stopping;
    private boolean stopped;

    /** Who started the pump. Called on its loop; once {@link #drained} or {@link #failed} was called nothing else is. */
    interface Owner {
        /** So many bytes have reached the sink. */
        void pumped(long bytes);

        /** The source has ended, or the pump was asked to stop, or has taken as much as it may, and everything taken from the source has reached the sink. */
        void drained(boolean ended);

        /** One of the two is broken. */
        void failed(boolean bySource);
    }

    Pump(Plumbing plumbing, Tap source, Tap sink, long most, Owner owner) {
        this.plumbing = plumbing;
        this.source = source;
        this.sink = sink;
        this.left = most;
        this.owner = owner;
    }

    void start(IoEventLoop on) {
        loop = on;
        source.watch(on, EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP), ops -> {
            dry = false;
            run();
        });
        sink.watch(on, EpollIoOps.EPOLLOUT, ops -> {
            full = false;
            run();
        });
        on.execute(this::run); // the owner has to know the pump before it is told anything
    }

    /** Tells whether it waits for the sink to take something. */
    boolean isFull() {
        return full;
    }

    /** Takes nothing more from the source; the owner is told when what was taken has reached the sink. */
    void stop() {
        if (!stopping) {
            stopping = true;
            if (loop != null) {
                loop.execute(this::run);
            }
        }
    }

    /** Ends at once; what is in the pipe is lost, and the owner hears nothing more. */
    void abort() {
        if (stopped) {
            return;
        }
        stopped = true;
        source.close();
        sink.close();
        Pipe held = pipe;
        pipe = null;
        if (held != null && inPipe == 0) {
            plumbing.giveBack(held);
        } else if (held != null) {
            held.close();
        }
        plumbing.stopped();
    }

    private void run() {
        if (stopped) {
            return;
        }
        long moved = 0;
        boolean progress = true;
        while (progress && moved < TURN_BYTES) {
            boolean filled = fill();
            long drained = stopped ? 0 : drain();
            moved += drained;
            progress = !stopped && (filled || drained > 0);
        }
        if (stopped) {
            return;
        }
        if (moved > 0) {
            owner.pumped(moved);
        }
        if (stopped) {
            return;
        }
        if (inPipe == 0 && (ended || stopping || left == 0)) {
            boolean end = ended;
            abort();
            owner.drained(end);
        } else if (inPipe == 0 && dry) {
            rest();
        } else if (progress && loop != null) {
            loop.execute(this::run);
        }
    }

    /** Gives the pipe to others while there is nothing to carry. */
    private void rest() {
        Pipe empty = pipe;
        if (empty != null) {
            pipe = null;
            plumbing.giveBack(empty);
        }
    }

    /** Fills the pipe; returns whether it holds more than before. */
    private boolean fill() {
        if (dry || ended || stopping || left == 0 || inPipe >= Pipe.BYTES) {
            return false;
        }
        Pipe to = pipe;
        if (to == null) {
            to = plumbing.borrow();
            if (to == null) {
                fail(true); // no open file left
                return false;
            }
            pipe = to;
        }
        long n = splice(source.number(), to.in, Math.min(left, Pipe.BYTES - inPipe));
        if (n > 0) {
            inPipe += n;
            left -= n; // ENDLESS: 290 years at 1 GB/s
            return true;
        }
        if (n == 0) {
            ended = true;
        } else if (Plumbing.error() == LibC.EAGAIN) {
            // Of the source, or of the pipe: pages that are partly filled leave less room than bytes say.
            dry = inPipe == 0;
        } else {
            fail(true);
        }
        return false;
    }

    /** Empties the pipe as far as the sink takes it; returns the bytes it took. */
    private long drain() {
        Pipe from = pipe;
        if (full || inPipe == 0 || from == null) {
            return 0;
        }
        long n = splice(from.out, sink.number(), inPipe);
        if (n > 0) {
            inPipe -= n;
            return n;
        }
        if (n < 0 && Plumbing.error() == LibC.EAGAIN) {
            full = true;
        } else {
            fail(false);
        }
        return 0;
    }

    private static long splice(int from, int to, long bytes) {
        long n = LibC.splice(from, null, to, null, bytes, FLAGS);
        while (n < 0 && Plumbing.error() == LibC.EINTR) {
            n = LibC.splice(from, null, to, null, bytes, FLAGS);
        }
        return n;
    }

    private void fail(boolean bySource) {
        abort();
        owner.failed(bySource);
    }
}
