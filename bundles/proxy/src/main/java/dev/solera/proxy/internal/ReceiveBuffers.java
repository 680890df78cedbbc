package dev.solera.proxy.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * What the connections of one event loop are read into: small buffers, larger ones for those that fill them. The small one is the same again and
 * again, for nobody holds it any more once a head was read from it. Used by the loop's thread alone.
 */
final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int[] SIZES = {2048, 16_384, 65_536};

    private ByteBuf small = Unpooled.EMPTY_BUFFER;

    @SuppressWarnings("deprecation") // it is Netty that calls it
    @Override
    public Handle newHandle() {
        return new Fitting();
    }

    private ByteBuf small(ByteBufAllocator allocator) {
        ByteBuf kept = small;
        if (kept.refCnt() == 1 && kept.capacity() > 0) {
            kept.clear();
        } else {
            kept.release();
            kept = allocator.directBuffer(SIZES[0], SIZES[0]);
            small = kept;
        }
        return kept.retain();
    }

    /** Called when the loop has ended. */
    void close() {
        small.release();
        small = Unpooled.EMPTY_BUFFER;
    }

    /** Of one connection: goes to a larger size at once, to a smaller one when two reads in a row would have fitted into it. */
    private final class Fitting extends MaxMessageHandle {
        private int size;
        private boolean fittedSmaller;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return size == 0 ? small(allocator) : allocator.directBuffer(SIZES[size]);
        }

        @Override
        public int guess() {
            return SIZES[size];
        }

        @Override
        public void lastBytesRead(int bytes) {
            if (bytes == attemptedBytesRead() && size < SIZES.length - 1) {
                size++;
                fittedSmaller = false;
            }
            super.lastBytesRead(bytes);
        }

        @Override
        public void readComplete() {
            boolean fits = size > 0 && totalBytesRead() < SIZES[size - 1];
            if (fits && fittedSmaller) {
                size--;
            }
            fittedSmaller = fits && !fittedSmaller;
        }
    }
}
