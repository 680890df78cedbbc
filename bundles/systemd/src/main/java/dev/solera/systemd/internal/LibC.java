package dev.solera.systemd.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;

/** The calls of the C library that a datagram needs; each answers -1 for an error, whose number is then in {@link Native#getLastError()}. */
final class LibC {
    static final int AF_UNIX = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    static {
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {}

    static native int socket(int domain, int type, int protocol);

    static native NativeLong sendto(
            int fd, byte[] bytes, NativeLong length, int flags, byte[] address, int addressLength);

    static native int close(int fd);
}
