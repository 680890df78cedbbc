package dev.solera.packet.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;

/**
 * Frames through packet sockets of the kernel, one per interface (packet(7)). Needs CAP_NET_RAW, and nothing beside the C library.
 *
 * <p>The socket takes all protocols, as pcap does, because only such a one sees what arrives on a port of a bridge or under a macvlan;
 * the filter runs before anything is copied. Receive buffers are filled as needed, up to {@value #ROOM_BYTES} bytes a link.
 */
public final class AfPacketPort extends LinuxPort {
    /** Room for about 3,000 small adverts: the kernel counts some 1,300 bytes for each. */
    static final int ROOM_BYTES = 4 * 1024 * 1024;

    private static final short ETH_P_ALL = 0x0003;
    private static final int ADDRESS_BYTES = 20; // struct sockaddr_ll
    private static final int HARDWARE_TYPE = 8;
    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_LOOPBACK = 772;
    private static final int LARGEST_FRAME = 64 * 1024;
    // linux/pkt_sched.h: what keeps the network alive goes before what it carries.
    private static final int TC_PRIO_CONTROL = 7;
    private static final int TC_PRIO_INTERACTIVE = 6; // the most without a privilege

    private final KernelClock clock = new KernelClock();
    private final Memory buffer = new Memory(LARGEST_FRAME);

    @Override
    public String description() {
        return "AF_PACKET";
    }

    @Override
    public List<String> limits() {
        return Privilege.limits(ROOM_BYTES);
    }

    @Override
    PacketLink opened(Request request, int index, Consumer<PacketLink> onClose) throws IOException {
        String name = request.interfaceName();
        int fd = LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0); // protocol 0: nothing until bind
        if (fd < 0) {
            throw new IOException(name + ": " + Privilege.refused("packet socket", Native.getLastError()));
        }
        try {
            FrameFilter.of(request.sourceMac(), request.arp()).attach(fd);
            SocketOption.require(fd, SocketOption.SO_TIMESTAMPNS, 1, "SO_TIMESTAMPNS");
            SocketOption.receiveRoom(fd, ROOM_BYTES);
            prepare(fd);
            bind(fd, name, index);
            Membership membership = Membership.open(request, index, fd);
            return new AfPacketLink(name, index, new Descriptor(fd), membership, onClose, clock, buffer);
        } catch (IOException e) {
            LibC.close(fd);
            throw e;
        }
    }

    /** Sets what makes a packet socket better where the kernel can: no copies of what we send, our adverts first in a queue with room. */
    static void prepare(int fd) {
        SocketOption.set(fd, LibC.SOL_PACKET, SocketOption.PACKET_IGNORE_OUTGOING, 1); // Linux 4.20
        SocketOption.sendRoom(fd, ROOM_BYTES);
        if (!SocketOption.set(fd, SocketOption.SO_PRIORITY, TC_PRIO_CONTROL)) {
            SocketOption.set(fd, SocketOption.SO_PRIORITY, TC_PRIO_INTERACTIVE);
        }
    }

    private static void bind(int fd, String name, int index) throws IOException {
        ByteBuffer address = SocketOption.bytes(ADDRESS_BYTES).putShort(0, (short) LibC.AF_PACKET);
        address.order(ByteOrder.BIG_ENDIAN).putShort(2, ETH_P_ALL).order(ByteOrder.nativeOrder());
        address.putInt(4, index);
        if (LibC.bind(fd, SocketOption.all(address), ADDRESS_BYTES) < 0) {
            throw new IOException(Errno.ofInterface(name, Native.getLastError(), "bind"));
        }
        int type = hardwareType(fd);
        if (type != ARPHRD_ETHER && type != ARPHRD_LOOPBACK) {
            throw new IOException(name + ": hardware type " + type + " (expected: 1, Ethernet)");
        }
    }

    private static int hardwareType(int fd) {
        try (Memory address = new Memory(4 + ADDRESS_BYTES)) {
            address.clear();
            address.setInt(0, ADDRESS_BYTES);
            LibC.getsockname(fd, LibC.address(address) + 4, LibC.address(address));
            return address.getShort(4 + HARDWARE_TYPE);
        }
    }
}
