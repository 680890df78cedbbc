package dev.solera.packet.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor that is closed by the last who uses it, so that nobody writes to its number after it went to somebody else. Safe
 * from any thread, without a lock.
 */
final class Descriptor implements AutoCloseable {
    private static final int CLOSED = 1 << 31;

    /** Only between {@link #enter} and {@link #leave}. */
    final int fd;

    private final Runnable release;
    private final AtomicInteger users = new AtomicInteger();

    Descriptor(int fd) {
        this(fd, () -> LibC.close(fd));
    }

    Descriptor(int fd, Runnable release) {
        this.fd = fd;
        this.release = release;
    }

    /** Returns whether it is open, and keeps it so until {@link #leave}. */
    boolean enter() {
        while (true) {
            int now = users.get();
            if (now < 0) {
                return false;
            }
            if (users.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    void leave() {
        if (users.decrementAndGet() == CLOSED) {
            release.run();
        }
    }

    @Override
    public void close() {
        while (true) {
            int now = users.get();
            if (now < 0) {
                return;
            }
            if (users.compareAndSet(now, now | CLOSED)) {
                if (now == 0) {
                    release.run();
                }
                return;
            }
        }
    }
}
