package dev.solera.systemd.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A datagram socket under a name, as a supervisor has one. */
final class Receiver implements AutoCloseable {
    private final int fd;

    Receiver(String name) throws IOException {
        byte[] address = NotifySocket.address(name);
        fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (Calls.bind(fd, address, address.length) < 0) {
            throw new IOException("bind " + name + ": error " + Native.getLastError());
        }
    }

    /** Returns the next datagram; fails when there is none: on one host they are there as soon as they are sent. */
    String next() {
        byte[] bytes = new byte[4096];
        int length = Calls.recv(fd, bytes, new NativeLong(bytes.length), LibC.MSG_DONTWAIT)
                .intValue();
        if (length < 0) {
            throw new AssertionError("no datagram");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        LibC.close(fd);
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        static native int bind(int fd, byte[] address, int length);

        static native NativeLong recv(int fd, byte[] bytes, NativeLong length, int flags);
    }
}
