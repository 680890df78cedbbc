package dev.solera.proxy.internal.splice;

import com.sun.jna.Native;
import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Pumps and pipes of one event loop, whose thread alone uses it. */
public final class Plumbing {
    /** Open files of one pump: two ends of a pipe and a descriptor of its own for each socket. */
    public static final int FILES = 4;

    private static final int SPARE_PIPES = 8;
    private static final boolean AVAILABLE = isAvailable();

    private final IoEventLoop loop;
    private final int limit;
    private final ArrayDeque<Pipe> spare = new ArrayDeque<>();
    private volatile int running;

    /** Lets {@code limit} pumps run at once on {@code loop}. */
    public Plumbing(IoEventLoop loop, int limit) {
        this.loop = loop;
        this.limit = AVAILABLE && loop.isCompatible(EpollIoHandle.class) ? limit : 0;
    }

    private static boolean isAvailable() {
        try {
            Pipe.open().close();
            return true;
        } catch (IOException | LinkageError e) {
            return false;
        }
    }

    /** Tells whether bytes can be pumped from {@code source} to {@code sink} now: both are sockets without TLS, and there is room. */
    boolean fits(Channel source, Channel sink) {
        return running < limit && isPlain(source) && isPlain(sink);
    }

    private static boolean isPlain(Channel channel) {
        return channel instanceof EpollSocketChannel && channel.pipeline().get(SslHandler.class) == null;
    }

    /**
     * Starts a pump of up to {@code most} bytes from {@code source}, which nobody else reads from now on, to {@code sink}, which has nothing left
     * to be sent.
     *
     * @return null when there are no open files left
     */
    @Nullable
    Pump start(Channel source, Channel sink, long most, Pump.Owner owner) {
        Tap from = null;
        try {
            from = new Tap(((EpollSocketChannel) source).fd().intValue());
            Tap to = new Tap(((EpollSocketChannel) sink).fd().intValue());
            Pump pump = new Pump(this, from, to, most, owner);
            count(1);
            pump.start(loop);
            return pump;
        } catch (IOException e) {
            if (from != null) {
                from.close();
            }
            return null;
        }
    }

    void stopped() {
        count(-1);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void count(int change) {
        running += change;
    }

    @Nullable
    Pipe borrow() {
        Pipe pipe = spare.pollLast();
        try {
            return pipe == null ? Pipe.open() : pipe;
        } catch (IOException e) {
            return null;
        }
    }

    /** Takes an empty pipe back. */
    void giveBack(Pipe pipe) {
        if (spare.size() < SPARE_PIPES) {
            spare.addLast(pipe);
        } else {
            pipe.close();
        }
    }

    /** Closes the pipes kept. Called when no pump runs any more. */
    public void close() {
        spare.forEach(Pipe::close);
        spare.clear();
    }

    /** Returns how many pumps run. Safe from any thread. */
    public int running() {
        return running;
    }

    /** Returns the number of the last error. */
    static int error() {
        return Native.getLastError();
    }
}
