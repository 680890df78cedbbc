package dev.solera.systemd.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The way to who supervises this process: a datagram to a UNIX socket. The JDK has no such sockets, so the C library is called. Any thread.
 */
final class NotifySocket implements AutoCloseable {
    /** Room for the name in {@code struct sockaddr_un} (unix(7)). */
    private static final int LONGEST_NAME = 108;

    private final byte[] address;
    private final int fd;
    private boolean closed;

    /**
     * Opens a socket to send to {@code name}.
     *
     * @param name path of a socket, or {@code @} and a name that is in no file system, as in {@code NOTIFY_SOCKET}
     * @throws IOException when it is neither, or there is no socket to be had
     */
    NotifySocket(String name) throws IOException {
        this.address = address(name);
        this.fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new IOException("no socket: error " + Native.getLastError());
        }
    }

    /** Returns a {@code struct sockaddr_un}: the family in the host's order of bytes, then the name. */
    static byte[] address(String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = name.startsWith("@");
        if (!isAbstract && !name.startsWith("/") || bytes.length < 2 || bytes.length >= LONGEST_NAME) {
            throw new IOException("NOTIFY_SOCKET: " + name + " (expected: a path, or @ and a name, up to "
                    + (LONGEST_NAME - 1) + " bytes)");
        }
        if (isAbstract) {
            bytes[0] = 0; // such a name begins with a zero byte, and is as long as the address says
        } else {
            bytes = Arrays.copyOf(bytes, bytes.length + 1); // a path ends with one
        }
        return ByteBuffer.allocate(Short.BYTES + bytes.length)
                .order(ByteOrder.nativeOrder())
                .putShort((short) LibC.AF_UNIX)
                .put(bytes)
                .array();
    }

    /**
     * Sends one datagram; waits for nobody.
     *
     * @throws IOException when nobody takes it
     */
    synchronized void send(String text) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long sent = LibC.sendto(
                        fd,
                        bytes,
                        new NativeLong(bytes.length),
                        LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL,
                        address,
                        address.length)
                .longValue();
        if (sent != bytes.length) {
            throw new IOException("not sent: error " + Native.getLastError());
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
