package dev.solera.packet.internal;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The socket options that packets need; numbers of {@code asm-generic/socket.h} and {@code linux/if_packet.h}. */
final class SocketOption {
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_PRIORITY = 12;
    static final int SO_BINDTODEVICE = 25;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;
    static final int SO_TIMESTAMPNS = 35;

    static final int PACKET_ADD_MEMBERSHIP = 1;
    static final int PACKET_STATISTICS = 6;
    static final int PACKET_IGNORE_OUTGOING = 23;

    private SocketOption() {}

    /** Sets an int of level SOL_SOCKET; answers whether the kernel took it. */
    static boolean set(int fd, int option, int value) {
        return set(fd, LibC.SOL_SOCKET, option, value);
    }

    static boolean set(int fd, int level, int option, int value) {
        return set(fd, level, option, bytes(4).putInt(0, value));
    }

    /** Sets a whole structure. */
    static boolean set(int fd, int level, int option, ByteBuffer structure) {
        byte[] value = all(structure);
        return LibC.setsockopt(fd, level, option, value, value.length) >= 0;
    }

    /** Sets an int of level SOL_SOCKET that has to be. */
    static void require(int fd, int option, int value, String name) throws IOException {
        if (!set(fd, option, value)) {
            throw new IOException(name + ": " + value + ": " + Errno.words(Native.getLastError()));
        }
    }

    /** Returns an int of level SOL_SOCKET, 0 when the kernel does not say. */
    static int get(int fd, int option) {
        byte[] value = new byte[4];
        LibC.getsockopt(fd, LibC.SOL_SOCKET, option, value, new int[] {4});
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
    }

    /** Asks the kernel to queue so much for the reader; more than {@code net.core.rmem_max} needs CAP_NET_ADMIN. */
    static void receiveRoom(int fd, int bytes) {
        if (!set(fd, SO_RCVBUFFORCE, bytes)) {
            set(fd, SO_RCVBUF, bytes);
        }
    }

    /** Asks the kernel to queue so much of what is sent; more than {@code net.core.wmem_max} needs CAP_NET_ADMIN. */
    static void sendRoom(int fd, int bytes) {
        if (!set(fd, SO_SNDBUFFORCE, bytes)) {
            set(fd, SO_SNDBUF, bytes);
        }
    }

    static byte[] all(ByteBuffer structure) {
        byte[] bytes = new byte[structure.capacity()];
        structure.get(0, bytes);
        return bytes;
    }

    static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    }
}
