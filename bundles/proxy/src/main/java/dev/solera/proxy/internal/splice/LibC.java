package dev.solera.proxy.internal.splice;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the C library that a pump needs, by their own names, on 64 bits; each answers -1 for an error, whose number is then in
 * {@link Native#getLastError()}.
 */
final class LibC {
    // asm-generic/fcntl.h, linux/fcntl.h
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int F_DUPFD_CLOEXEC = 1030;
    static final int F_SETPIPE_SZ = 1031;
    // linux/splice.h
    static final int SPLICE_F_MOVE = 1;
    static final int SPLICE_F_NONBLOCK = 2;
    // asm-generic/errno-base.h
    static final int EINTR = 4;
    static final int EAGAIN = 11;

    static {
        if (Native.SIZE_T_SIZE != Long.BYTES) {
            throw new UnsatisfiedLinkError("not on " + 8 * Native.SIZE_T_SIZE + " bits");
        }
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {}

    static native int pipe2(int[] descriptors, int flags);

    static native int fcntl(int fd, int command, int argument);

    static native long splice(
            int from, @Nullable Pointer fromOffset, int to, @Nullable Pointer toOffset, long length, int flags);

    static native int close(int fd);
}
