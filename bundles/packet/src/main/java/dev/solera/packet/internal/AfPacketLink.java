package dev.solera.packet.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import dev.solera.spi.PacketPort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** An interface read through a packet socket, a frame per recvmsg(2), with the kernel's receive time beside it. */
final class AfPacketLink extends PacketLink {
    // struct msghdr, struct iovec and struct cmsghdr of a 64-bit Linux.
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSG_BYTES = 56;
    private static final int IOV_BYTES = 16;
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int CMSG_DATA = 16;
    private static final int CONTROL_BYTES = 64;

    private final Memory message = new Memory(MSG_BYTES + IOV_BYTES + CONTROL_BYTES);
    private final long address = LibC.address(message);
    private final KernelClock clock;
    private final Memory buffer;
    private long dropped;

    AfPacketLink(
            String name,
            int index,
            Descriptor descriptor,
            Membership membership,
            Consumer<PacketLink> onClose,
            KernelClock clock,
            Memory buffer) {
        super(name, index, descriptor, membership, onClose);
        this.clock = clock;
        this.buffer = buffer;
        message.clear();
        message.setLong(MSG_IOV, address + MSG_BYTES);
        message.setLong(MSG_IOVLEN, 1);
        message.setLong(MSG_CONTROL, address + MSG_BYTES + IOV_BYTES);
        message.setLong(MSG_BYTES, LibC.address(buffer));
    }

    @Override
    int take(PacketPort.Frame into) {
        message.setLong(MSG_BYTES + 8, Math.min(into.bytes.length, buffer.size()));
        message.setLong(MSG_CONTROLLEN, CONTROL_BYTES);
        int got = (int) LibC.recvmsg(descriptor.fd, address, LibC.MSG_DONTWAIT);
        while (got < 0) {
            int error = Native.getLastError();
            if (error != Errno.EINTR) {
                return error == Errno.EAGAIN ? 0 : -error;
            }
            got = (int) LibC.recvmsg(descriptor.fd, address, LibC.MSG_DONTWAIT);
        }
        buffer.read(0, into.bytes, 0, got);
        into.length = got;
        into.atNanos = receivedNanos();
        return 1;
    }

    @Override
    String failure(int error) {
        return Errno.ofInterface(name, error, "receive");
    }

    /** The kernel counts from zero again each time it is asked. */
    @Override
    public synchronized long dropped() {
        if (descriptor.enter()) {
            try {
                byte[] counts = new byte[8]; // struct tpacket_stats: packets, drops
                int answer = LibC.getsockopt(
                        descriptor.fd, LibC.SOL_PACKET, SocketOption.PACKET_STATISTICS, counts, new int[] {8});
                if (answer >= 0) {
                    int drops = ByteBuffer.wrap(counts)
                            .order(ByteOrder.nativeOrder())
                            .getInt(4);
                    dropped += Integer.toUnsignedLong(drops);
                }
            } finally {
                descriptor.leave();
            }
        }
        return dropped;
    }

    private long receivedNanos() {
        int control = MSG_BYTES + IOV_BYTES;
        boolean stamped = message.getLong(MSG_CONTROLLEN) >= CMSG_DATA + 16
                && message.getInt(control + CMSG_LEVEL) == LibC.SOL_SOCKET
                && message.getInt(control + CMSG_TYPE) == SocketOption.SO_TIMESTAMPNS;
        return stamped
                ? clock.nanoTimeOf(message.getLong(control + CMSG_DATA), message.getLong(control + CMSG_DATA + 8))
                : System.nanoTime();
    }
}
