package dev.solera.packet.internal;

import com.sun.jna.Native;
import dev.solera.spi.MacAddress;
import dev.solera.spi.PacketPort;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lets adverts come to an interface, for as long as it is open: the entries of the network card's filter, the joins that switches
 * with IGMP and MLD snooping look for (RFC 4541), and a listener for protocol 112. That one takes nothing, but while it is there the
 * kernel does not answer an advert to its own address with "protocol unreachable"; and packets to one node leave through it, by the kernel's own way.
 */
final class Membership implements AutoCloseable {
    private static final int VRRP = 112; // IANA protocol number
    private static final int PACKET_MR_MULTICAST = 0;
    private static final int PACKET_MR_UNICAST = 3;
    private static final int IPPROTO_IP = 0;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_JOIN_GROUP = 20;
    private static final int IP_HDRINCL = 3;
    private static final int IPV6_HDRINCL = 36; // Linux 4.5
    private static final int LEAST = 1; // the kernel rounds up to its smallest buffer

    private final String name;
    private final int index;
    private final List<Descriptor> listeners = new ArrayList<>();
    private @Nullable Descriptor raw4;
    private @Nullable Descriptor raw6;

    private Membership(String name, int index) {
        this.name = name;
        this.index = index;
    }

    /**
     * Joins.
     *
     * @param packetFd the packet socket that holds the entries of the card's filter
     * @throws IOException with the reason; nothing stays open
     */
    static Membership open(PacketPort.Request request, int index, int packetFd) throws IOException {
        Membership made = new Membership(request.interfaceName(), index);
        try {
            made.join(request, packetFd);
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    /** Returns the socket through which packets with their header leave; null where it is not open. */
    @Nullable
    Descriptor raw(boolean v6) {
        return v6 ? raw6 : raw4;
    }

    @Override
    public void close() {
        listeners.forEach(Descriptor::close);
    }

    private void join(PacketPort.Request request, int packetFd) throws IOException {
        boolean unicast = request.groups().isEmpty();
        boolean v4 = request.groups().stream().anyMatch(Inet4Address.class::isInstance);
        boolean v6 = request.groups().stream().anyMatch(Inet6Address.class::isInstance);
        int listener4 = v4 || unicast ? listen(LibC.AF_INET, v4) : -1;
        int listener6 = v6 || unicast ? listen(LibC.AF_INET6, v6) : -1;
        raw4 = withHeader(listener4, IPPROTO_IP, IP_HDRINCL);
        raw6 = withHeader(listener6, IPPROTO_IPV6, IPV6_HDRINCL);
        for (InetAddress group : request.groups()) {
            filterEntry(packetFd, PACKET_MR_MULTICAST, MacAddress.ofGroup(group), group.getHostAddress());
            if (group instanceof Inet4Address) {
                ByteBuffer wanted = SocketOption.bytes(12) // struct ip_mreqn: group, address of ours, interface
                        .put(group.getAddress())
                        .putInt(8, index);
                joined(listener4, IPPROTO_IP, IP_ADD_MEMBERSHIP, wanted, group);
            } else {
                ByteBuffer wanted =
                        SocketOption.bytes(20).put(group.getAddress()).putInt(16, index); // struct ipv6_mreq
                joined(listener6, IPPROTO_IPV6, IPV6_JOIN_GROUP, wanted, group);
            }
        }
        MacAddress extra = request.sourceMac();
        if (extra != null) {
            filterEntry(packetFd, PACKET_MR_UNICAST, extra, extra.toString());
        }
    }

    /** Opens a listener for protocol 112; -1 where the family is switched off and nobody needs it. */
    private int listen(int family, boolean needed) throws IOException {
        int fd = LibC.socket(family, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, VRRP);
        if (fd < 0) {
            int error = Native.getLastError();
            if (error == Errno.EAFNOSUPPORT && !needed) {
                return -1;
            }
            throw new IOException(name + ": " + Privilege.refused("socket for protocol 112", error));
        }
        listeners.add(new Descriptor(fd));
        BpfProgram.NOTHING.attach(fd);
        SocketOption.set(fd, SocketOption.SO_RCVBUF, LEAST);
        byte[] device = name.getBytes(StandardCharsets.UTF_8);
        if (LibC.setsockopt(fd, LibC.SOL_SOCKET, SocketOption.SO_BINDTODEVICE, device, device.length) < 0) {
            throw new IOException(Errno.ofInterface(name, Native.getLastError(), "bind to the interface"));
        }
        return fd;
    }

    /** Makes a listener take what is sent as packets with their header; null where there is none, or the kernel cannot. */
    private @Nullable Descriptor withHeader(int fd, int level, int option) {
        if (fd < 0 || !SocketOption.set(fd, level, option, 1)) {
            return null;
        }
        return listeners.stream()
                .filter(listener -> listener.fd == fd)
                .findFirst()
                .orElseThrow();
    }

    private void joined(int fd, int level, int option, ByteBuffer wanted, InetAddress group) throws IOException {
        if (!SocketOption.set(fd, level, option, wanted)) {
            throw new IOException(Errno.ofInterface(name, Native.getLastError(), "join of " + group.getHostAddress()));
        }
    }

    private void filterEntry(int packetFd, int type, MacAddress mac, String subject) throws IOException {
        ByteBuffer wanted = SocketOption.bytes(16); // struct packet_mreq: int, two unsigned short, 8 bytes
        wanted.putInt(0, index).putShort(4, (short) type).putShort(6, (short) 6);
        for (int i = 0; i < 6; i++) {
            wanted.put(8 + i, (byte) (mac.bits() >>> 8 * (5 - i)));
        }
        if (!SocketOption.set(packetFd, LibC.SOL_PACKET, SocketOption.PACKET_ADD_MEMBERSHIP, wanted)) {
            throw new IOException(Errno.ofInterface(name, Native.getLastError(), "filter entry for " + subject));
        }
    }
}
