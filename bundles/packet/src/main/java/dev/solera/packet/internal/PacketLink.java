package dev.solera.packet.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import dev.solera.spi.PacketPort;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.function.Consumer;

/**
 * An open interface: a packet socket, however its frames are read. Sending is safe from any thread, beside closing too.
 */
abstract class PacketLink implements PacketPort.Link {
    private static final int INTERFACE_INDEX = 4; // in struct sockaddr_ll

    /** A thread copies what it sends here, so that nobody waits for another and nothing is allocated per frame. */
    private static final ThreadLocal<Memory> OUTGOING = ThreadLocal.withInitial(() -> new Memory(64 * 1024));

    /** Where a packet goes: struct sockaddr_in or sockaddr_in6. */
    private static final ThreadLocal<Memory> DESTINATION = ThreadLocal.withInitial(() -> new Memory(28));

    private static final int SOCKADDR_IN = 16;
    private static final int SOCKADDR_IN6 = 28;

    final String name;
    final Descriptor descriptor;

    private final int index;
    private final Membership membership;
    private final Consumer<PacketLink> onClose;
    private final Memory self = new Memory(24); // int length, struct sockaddr_ll
    /** The interface was seen down; only then is it worth asking whether it is gone. */
    private boolean down;

    PacketLink(String name, int index, Descriptor descriptor, Membership membership, Consumer<PacketLink> onClose) {
        this.name = name;
        this.index = index;
        this.descriptor = descriptor;
        this.membership = membership;
        this.onClose = onClose;
    }

    /** Takes the next frame into {@code into}; answers 1, 0 when there is none, or an error number below 0. */
    abstract int take(PacketPort.Frame into);

    /** Returns the words of the last error of {@link #take}. */
    abstract String failure(int error);

    @Override
    public final boolean receive(PacketPort.Frame into) throws IOException {
        int taken = take(into);
        if (taken == -Errno.ENETDOWN) { // told once
            down = true;
            taken = take(into);
        }
        if (taken > 0) {
            down = false;
            return true;
        }
        if (down && gone()) {
            throw new IOException(Errno.ofInterface(name, Errno.ENODEV, "receive"));
        }
        if (taken < 0 && taken != -Errno.ENETDOWN) {
            throw new IOException(failure(-taken));
        }
        return false;
    }

    /** Never waits for room: a frame that finds none is an error at once. */
    @Override
    public final void send(byte[] frame, int length) throws IOException {
        Memory bytes = OUTGOING.get();
        if (length < 0 || length > bytes.size()) {
            throw new IOException(name + ": frame of " + length + " bytes (expected: 14.." + bytes.size() + ")");
        }
        bytes.write(0, frame, 0, length);
        transmit(descriptor, bytes, length, 0, 0);
    }

    @Override
    public final void sendIp(InetAddress destination, byte[] packet, int offset, int length) throws IOException {
        Memory bytes = OUTGOING.get();
        if (length < 0 || length > bytes.size()) {
            throw new IOException(name + ": packet of " + length + " bytes (expected: 20.." + bytes.size() + ")");
        }
        boolean v6 = destination instanceof Inet6Address;
        Descriptor raw = membership.raw(v6);
        if (raw == null) {
            throw new IOException(name + ": unicast: no raw socket for " + (v6 ? "IPv6" : "IPv4") + " here");
        }
        bytes.write(0, packet, offset, length);
        Memory to = DESTINATION.get();
        to.clear();
        to.setShort(0, (short) (v6 ? LibC.AF_INET6 : LibC.AF_INET));
        byte[] address = destination.getAddress();
        to.write(v6 ? 8 : 4, address, 0, address.length);
        if (v6 && destination.isLinkLocalAddress()) {
            to.setInt(24, index);
        }
        transmit(raw, bytes, length, LibC.address(to), v6 ? SOCKADDR_IN6 : SOCKADDR_IN);
    }

    private void transmit(Descriptor through, Memory bytes, int length, long to, int toLength) throws IOException {
        if (!through.enter()) {
            throw new IOException(name + ": closed");
        }
        int error;
        try {
            do {
                long sent = LibC.sendto(through.fd, LibC.address(bytes), length, LibC.MSG_DONTWAIT, to, toLength);
                error = sent < 0 ? Native.getLastError() : 0;
            } while (error == Errno.EINTR);
        } finally {
            through.leave();
        }
        if (error != 0) {
            throw new IOException(Errno.ofInterface(name, error, "send of " + length + " bytes"));
        }
    }

    @Override
    public final void close() {
        onClose.accept(this);
        membership.close();
        descriptor.close();
    }

    /** A packet socket loses its interface for good when that is removed or goes to another namespace, and says so in its own address. */
    private boolean gone() {
        self.setInt(0, 20);
        int answer = LibC.getsockname(descriptor.fd, LibC.address(self) + 4, LibC.address(self));
        return answer < 0 || self.getInt(4 + INTERFACE_INDEX) != index;
    }
}
