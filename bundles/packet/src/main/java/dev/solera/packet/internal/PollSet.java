package dev.solera.packet.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits on any number of descriptors and for {@link #wake}, to the nanosecond (ppoll(2)). {@link #wake} is for any thread; the rest
 * belongs to the one that waits, or to any while nobody does. It opens an eventfd with the first descriptor and may be used again
 * after {@link #close}.
 */
final class PollSet implements AutoCloseable {
    private static final short POLLIN = 1;
    private static final int POLLFD_BYTES = 8; // struct pollfd: int fd, short events, short revents
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;
    /** How long to wait at most while there is no eventfd, for want of descriptors. */
    private static final long BLIND_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Memory timeout = new Memory(16); // struct timespec
    private final long timeoutAddress = LibC.address(timeout);
    private final Memory count = new Memory(8);
    private final Memory one = new Memory(8);

    private volatile @Nullable Descriptor wakeup;
    /** For a wake before there is an eventfd. */
    private volatile boolean woken;

    private int[] watched = {};
    private Memory polled = new Memory(POLLFD_BYTES);
    private long polledAddress = LibC.address(polled);

    PollSet() {
        one.setLong(0, 1);
    }

    /** Waits for this descriptor too. */
    void add(int fd) throws IOException {
        if (wakeup == null && !openWakeup()) {
            throw new IOException("eventfd: " + Errno.words(Native.getLastError()));
        }
        watched = Arrays.copyOf(watched, watched.length + 1);
        watched[watched.length - 1] = fd;
        layOut();
    }

    /** Waits for it no longer. */
    void remove(int fd) {
        watched = Arrays.stream(watched).filter(each -> each != fd).toArray();
        layOut();
    }

    /** Waits until a descriptor is readable or in error, {@link #wake} was called, or the time has come. */
    void await(long untilNanos) {
        Descriptor bell = wakeup;
        if (bell == null && openWakeup()) {
            bell = wakeup;
        }
        long left = woken ? 0 : Math.max(0, untilNanos - System.nanoTime());
        if (bell == null) {
            left = Math.min(left, BLIND_NANOS);
        }
        timeout.setLong(0, left / 1_000_000_000);
        timeout.setLong(8, left % 1_000_000_000);
        LibC.ppoll(polledAddress, 1L + watched.length, timeoutAddress, 0);
        if (bell != null && (polled.getShort(6) & POLLIN) != 0) {
            LibC.read(bell.fd, LibC.address(count), 8);
        }
        woken = false;
    }

    void wake() {
        woken = true;
        Descriptor bell = wakeup;
        if (bell != null && bell.enter()) {
            LibC.write(bell.fd, LibC.address(one), 8);
            bell.leave();
        }
    }

    @Override
    public void close() {
        watched = new int[0];
        Descriptor bell = wakeup;
        wakeup = null;
        layOut();
        if (bell != null) {
            bell.close();
        }
    }

    private boolean openWakeup() {
        int fd = LibC.eventfd(0, EFD_CLOEXEC_NONBLOCK);
        if (fd < 0) {
            return false;
        }
        wakeup = new Descriptor(fd);
        layOut();
        return true;
    }

    private void layOut() {
        Memory laid = new Memory((long) POLLFD_BYTES * (1 + watched.length));
        Descriptor bell = wakeup;
        entry(laid, 0, bell == null ? -1 : bell.fd); // the kernel leaves out what is negative
        for (int i = 0; i < watched.length; i++) {
            entry(laid, POLLFD_BYTES * (1 + i), watched[i]);
        }
        polled = laid;
        polledAddress = LibC.address(laid);
    }

    private static void entry(Memory laid, int offset, int fd) {
        laid.setInt(offset, fd);
        laid.setShort(offset + 4, POLLIN);
        laid.setShort(offset + 6, (short) 0);
    }
}
