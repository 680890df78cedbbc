package dev.solera.netlink.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * The calls of the C library that a netlink socket needs, by their own names; each answers -1 for an error, whose number is then in
 * {@link Native#getLastError()}. Buffers are direct, and
 * JNA passes the address of their position: rewind them.
 */
public final class LibC {
    static {
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {}

    public static native int socket(int domain, int type, int protocol);

    public static native int bind(int fd, byte[] address, int length);

    public static native int getsockname(int fd, byte[] address, int[] length);

    public static native int setsockopt(int fd, int level, int option, int[] value, int length);

    public static native int setsockopt(int fd, int level, int option, Pointer value, int length);

    public static native NativeLong send(int fd, byte[] bytes, NativeLong length, int flags);

    public static native NativeLong recvfrom(
            int fd, ByteBuffer bytes, NativeLong length, int flags, byte[] address, int[] addressLength);

    public static native int poll(ByteBuffer descriptors, NativeLong count, int timeoutMillis);

    public static native int eventfd(int initial, int flags);

    public static native int eventfd_write(int fd, long value);

    public static native int close(int fd);

    public static native int unshare(int kinds);
}
