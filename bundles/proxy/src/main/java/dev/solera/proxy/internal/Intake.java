package dev.solera.proxy.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Bytes that a client sent and that were not worked on yet: held by reference as long as they came in one piece. */
final class Intake {
    private final ByteBufAllocator allocator;
    private final Predicate<ByteBuf> step;
    private @Nullable ByteBuf bytes;
    private boolean working;

    /** {@code step} takes of the bytes what it can use and tells whether it might use more at once. */
    Intake(ByteBufAllocator allocator, Predicate<ByteBuf> step) {
        this.allocator = allocator;
        this.step = step;
    }

    /** Adds bytes. Takes ownership. */
    void add(ByteBuf in) {
        ByteBuf before = bytes;
        if (before == null) {
            bytes = in;
        } else {
            ByteBuf both = allocator.directBuffer(before.readableBytes() + in.readableBytes());
            both.writeBytes(before).writeBytes(in);
            before.release();
            in.release();
            bytes = both;
        }
    }

    /** Works as far as it goes. Called from within a step, it leaves that to the call that is under way. */
    void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            ByteBuf in = bytes;
            while (in != null && step.test(in) && in.isReadable()) {
                // on with the next step
            }
            if (in != null && !in.isReadable()) {
                bytes = null;
                in.release();
            }
        } finally {
            working = false;
        }
    }

    boolean isWorking() {
        return working;
    }

    /** Returns how many bytes wait. */
    int size() {
        ByteBuf in = bytes;
        return in == null ? 0 : in.readableBytes();
    }

    /** Returns all that waits and forgets it; null when there is nothing. The caller owns it. */
    @Nullable
    ByteBuf takeAll() {
        ByteBuf all = bytes;
        bytes = null;
        return all;
    }

    /** Throws away what waits. */
    void drop() {
        ByteBuf in = bytes;
        if (in != null && working) {
            in.skipBytes(in.readableBytes()); // released when the step returns
        } else if (in != null) {
            bytes = null;
            in.release();
        }
    }
}
