package dev.solera.packet.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * The calls of the C library that packets need, by their own names; each answers -1 for an error, whose number is then in
 * {@link Native#getLastError()}. Sizes and addresses are {@code long}, so that a call allocates nothing and the layouts are those of a
 * 64-bit Linux alone.
 */
final class LibC {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SOL_PACKET = 263;
    static final int MSG_DONTWAIT = 0x40;

    /** All memory there is: offsets into it are addresses. */
    static final Pointer ALL = new Pointer(0);

    static {
        if (Native.POINTER_SIZE != Long.BYTES) {
            throw new UnsatisfiedLinkError("a JVM of " + Native.POINTER_SIZE * Byte.SIZE + " bit (expected: 64)");
        }
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {}

    static long address(Memory memory) {
        return Pointer.nativeValue(memory);
    }

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, byte[] address, int length);

    static native int getsockname(int fd, long address, long length);

    static native int setsockopt(int fd, int level, int option, byte[] value, int length);

    static native int getsockopt(int fd, int level, int option, byte[] value, int[] length);

    static native long recvmsg(int fd, long message, int flags);

    static native long sendto(int fd, long bytes, long length, int flags, long address, int addressLength);

    static native int ppoll(long descriptors, long count, long timeout, long signals);

    static native int eventfd(int initial, int flags);

    static native long read(int fd, long bytes, long length);

    static native long write(int fd, long bytes, long length);

    static native int clock_gettime(int clock, long time);

    static native int close(int fd);

    static native int if_nametoindex(String name);

    static native int sched_setscheduler(int thread, int policy, long parameters);

    static native int prctl(int option, long a, long b, long c, long d);

    static native String strerror(int error);
}
