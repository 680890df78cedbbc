package dev.solera.proxy.internal.splice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection that is handed to a {@link Pump} for a while and taken back. Sees to it that nothing overtakes anything: a
 * pump begins when all that was read before has reached the sink's socket, and what the source's channel reads by itself meanwhile, as it
 * does at the end of input, comes behind what is in the pump. Used by its loop's thread alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
public final class Siphon {
    /** No end but the source's. */
    public static final long ENDLESS = Pump.ENDLESS;

    private final Plumbing plumbing;
    private final Channel source;
    private final Channel sink;
    private final Owner owner;
    private boolean preparing;
    private @Nullable Pump pump;
    private @Nullable ByteBuf behind;
    private boolean endBehind;

    /** Whose direction it is. Called on its loop. */
    public interface Owner {
        /** Returns how many bytes may be pumped from here on, {@link #ENDLESS}, or 0: it has changed its mind. */
        long pumpable();

        /** So many bytes have reached the sink. */
        void pumped(long bytes);

        /**
         * The pump is over, or there is none: the source is to be read again.
         *
         * @param behind what was read meanwhile, to be passed on now; the owner has to release it
         * @param ended whether the source has ended
         */
        void drained(@Nullable ByteBuf behind, boolean ended);

        /** One of the two is broken. */
        void failed(boolean bySource);
    }

    /** Makes one for bytes from {@code source} to {@code sink}, not at work yet. */
    public Siphon(Plumbing plumbing, Channel source, Channel sink, Owner owner) {
        this.plumbing = plumbing;
        this.source = source;
        this.sink = sink;
        this.owner = owner;
    }

    /** Begins, if it can and has not; the source is not read any more until {@link Owner#drained}. */
    public void begin() {
        if (!isActive() && plumbing.fits(source, sink)) {
            source.config().setAutoRead(false);
            prepare();
        }
    }

    /** Tells whether the source is not to be read. */
    public boolean isActive() {
        return preparing || pump != null;
    }

    /** Tells whether the sink has to take something first. */
    public boolean isFull() {
        Pump running = pump;
        return preparing || running != null && running.isFull();
    }

    private void prepare() {
        preparing = true;
        sink.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(f -> {
            if (preparing) {
                preparing = false;
                if (f.isSuccess() && source.isActive() && sink.isActive()) {
                    start();
                }
            }
        });
    }

    private void start() {
        ChannelOutboundBuffer unsent = sink.unsafe().outboundBuffer();
        if (unsent != null && unsent.totalPendingWriteBytes() > 0) {
            prepare(); // more was read meanwhile
            return;
        }
        long most = owner.pumpable();
        pump = most > 0 && plumbing.fits(source, sink) ? plumbing.start(source, sink, most, new Told()) : null;
        if (pump == null) {
            owner.drained(null, false);
        }
    }

    /** Takes what the source's channel has read, if it has to wait; then it is this siphon's. */
    public boolean holds(ByteBuf bytes) {
        Pump running = pump;
        if (running == null) {
            return false;
        }
        ByteBuf before = behind;
        behind = before == null
                ? bytes
                : source.alloc().compositeBuffer().addComponent(true, before).addComponent(true, bytes);
        running.stop();
        return true;
    }

    /** The source's channel has seen its end; returns whether that has to wait. */
    public boolean holdsEnd() {
        Pump running = pump;
        if (running == null) {
            return false;
        }
        endBehind = true;
        running.stop();
        return true;
    }

    /** Takes the direction back; {@link Owner#drained} follows. */
    public void stop() {
        Pump running = pump;
        if (running != null) {
            running.stop();
        }
    }

    /** Ends at once; what is under way is lost, and the owner hears nothing more. */
    public void abort() {
        preparing = false;
        Pump running = pump;
        pump = null;
        if (running != null) {
            running.abort();
        }
        ByteBuf held = behind;
        behind = null;
        if (held != null) {
            held.release();
        }
    }

    private final class Told implements Pump.Owner {
        @Override
        public void pumped(long bytes) {
            owner.pumped(bytes);
        }

        @Override
        public void drained(boolean ended) {
            pump = null;
            ByteBuf held = behind;
            behind = null;
            owner.drained(held, ended || endBehind);
        }

        @Override
        public void failed(boolean bySource) {
            abort();
            owner.failed(bySource);
        }
    }
}
