package dev.solera.proxy.internal;

import dev.solera.proxy.internal.http1.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/**
 * What is sent on one connection: small pieces are copied together, so that a head, its body and the framing go out as one buffer;
 * large ones are passed on by reference. Nothing leaves before {@link #flush}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the pipeline
final class Outbox {
    /** Up to here, copying costs less than another entry in the list of buffers to send. */
    private static final int SMALL_BYTES = 2048;

    private static final int CHUNK_FRAME_BYTES = 12;
    private static final int LAST_CHUNK_BYTES = 5;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final Loop loop;
    private final Channel channel;
    private ByteBuf staged = Unpooled.EMPTY_BUFFER;
    private boolean dirty;

    Outbox(Loop loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /** Returns a buffer with room for {@code bytes}, to be written to at once and not kept. */
    ByteBuf room(int bytes) {
        if (staged.writableBytes() < bytes) {
            push();
            staged = loop.sendBuffer(channel.alloc(), bytes);
        }
        dirty = true;
        return staged;
    }

    /** Sends {@code n} bytes of a body taken from {@code in}. */
    void body(ByteBuf in, int n, boolean chunked) {
        if (chunked) {
            chunk(in, n);
        } else {
            data(in, n);
        }
    }

    private void data(ByteBuf in, int n) {
        if (n <= SMALL_BYTES) {
            room(n).writeBytes(in, n);
        } else {
            push();
            send(in.readRetainedSlice(n));
        }
    }

    /** Sends {@code n} bytes taken from {@code in} as one chunk (RFC 9112 §7.1). */
    private void chunk(ByteBuf in, int n) {
        boolean small = n <= SMALL_BYTES;
        ByteBuf out = room(small ? n + CHUNK_FRAME_BYTES : CHUNK_FRAME_BYTES);
        for (int shift = 28 - (Integer.numberOfLeadingZeros(n) & ~3); shift >= 0; shift -= 4) {
            out.writeByte(HEX[n >> shift & 15]);
        }
        out.writeByte('\r').writeByte('\n');
        if (small) {
            out.writeBytes(in, n);
        } else {
            push();
            send(in.readRetainedSlice(n));
            out = room(2);
        }
        out.writeByte('\r').writeByte('\n');
    }

    /** Sends the end of a body in chunks, with {@code trailers}. */
    void lastChunk(Trailers trailers) {
        ByteBuf to = room(trailers.length() + LAST_CHUNK_BYTES);
        to.writeByte('0').writeByte('\r').writeByte('\n');
        if (!trailers.isEmpty()) {
            trailers.writeTo(to);
        }
        to.writeByte('\r').writeByte('\n');
    }

    /** Sends a whole buffer. Takes ownership. */
    void whole(ByteBuf bytes) {
        push();
        send(bytes);
    }

    private void send(ByteBuf bytes) {
        dirty = true;
        channel.write(bytes, channel.voidPromise());
    }

    private void push() {
        ByteBuf ready = staged;
        staged = Unpooled.EMPTY_BUFFER;
        if (ready.isReadable()) {
            send(ready);
        } else {
            ready.release();
        }
    }

    /** Hands everything to the system, if there is anything. */
    void flush() {
        if (dirty) {
            dirty = false;
            ByteBuf last = staged;
            staged = Unpooled.EMPTY_BUFFER;
            if (!last.isReadable()) {
                channel.flush();
            } else if (!Straight.send(channel, last)) {
                channel.write(last.retain(), channel.voidPromise());
                channel.flush();
            }
            loop.giveBack(last); // to be used again, if the system has taken all of it
        }
    }

    /** Forgets what was not flushed. */
    void discard() {
        staged.release();
        staged = Unpooled.EMPTY_BUFFER;
        dirty = false;
    }
}
