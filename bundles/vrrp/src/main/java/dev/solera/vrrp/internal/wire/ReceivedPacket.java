package dev.solera.vrrp.internal.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A cursor over one received packet: where its VRRP message is and what the IP header says. Made once and set to each packet in turn by the
 * thread that reads; it neither copies nor allocates, and it is valid until its buffer is filled again.
 */
public final class ReceivedPacket {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** Flag more fragments, and the fragment offset (RFC 791 section 3.1). */
    private static final int FRAGMENT = 0x3fff;

    ByteBuffer bytes = NOTHING;
    boolean v6;
    /** Whether the packet is not whole: cut by the capture, or a fragment. */
    boolean cut;
    /** Whether the checksum of the IPv4 header is wrong. */
    boolean damaged;

    int hopLimit;
    int start;
    int length;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;

    /**
     * Sets it to an Ethernet frame, from index 0 to the buffer's limit.
     *
     * @return whether it carries VRRP; false is for others to read and counts nowhere
     */
    public boolean ofFrame(ByteBuffer frame) {
        return switch (EthernetHeader.type(frame)) {
            case EthernetHeader.IPV4 -> ofV4(frame, EthernetHeader.LENGTH);
            case EthernetHeader.IPV6 -> ofV6(frame, EthernetHeader.LENGTH);
            default -> false;
        };
    }

    /**
     * Sets it to a packet that begins with its IP header, from index 0 to the buffer's limit, as a raw IPv4 socket gives it.
     *
     * @return whether it carries VRRP; false is for others to read and counts nowhere
     */
    public boolean ofPacket(ByteBuffer packet) {
        if (packet.limit() == 0) {
            return false;
        }
        return switch (packet.get(0) >>> 4) {
            case 4 -> ofV4(packet, 0);
            case 6 -> ofV6(packet, 0);
            default -> false;
        };
    }

    /** Sets it to a VRRP message without headers, from index 0 to the buffer's limit, as a raw IPv6 socket gives it. */
    public void ofMessage(ByteBuffer message, IpAddress source, IpAddress destination, int hopLimit) {
        bytes = message;
        v6 = source.v6();
        cut = false;
        damaged = false;
        this.hopLimit = hopLimit;
        start = 0;
        length = message.limit();
        sourceHigh = source.high();
        sourceLow = source.low();
        destinationHigh = destination.high();
        destinationLow = destination.low();
    }

    /** Returns the virtual router identifier, or -1 when the message is too short to have one. */
    public int vrid() {
        return length < 2 ? -1 : bytes.get(start + 1) & 0xff;
    }

    /** Returns whether it came over IPv6. */
    public boolean v6() {
        return v6;
    }

    /** Returns the sender's address. Allocates it. */
    public IpAddress source() {
        return new IpAddress(v6, sourceHigh, sourceLow);
    }

    /** Returns the addresses the message names, as far as it is long enough. Allocates them; meant for telling a mismatch, not for each advert. */
    public List<IpAddress> addresses() {
        List<IpAddress> addresses = new ArrayList<>();
        int size = v6 ? 16 : 4;
        int count = length < AdvertFormat.HEADER ? 0 : bytes.get(start + 3) & 0xff;
        for (int i = 0; i < count && AdvertFormat.HEADER + (i + 1) * size <= length; i++) {
            addresses.add(IpAddress.read(bytes, start + AdvertFormat.HEADER + i * size, v6));
        }
        return addresses;
    }

    boolean isFrom(IpAddress address) {
        return address.v6() == v6 && address.high() == sourceHigh && address.low() == sourceLow;
    }

    boolean isMulticast() {
        return v6 ? destinationHigh >>> 56 == 0xff : destinationLow >>> 28 == 0xe;
    }

    private boolean ofV4(ByteBuffer packet, int at) {
        int available = packet.limit() - at;
        if (available < IpHeader.V4_LENGTH || packet.get(at + 9) != IpHeader.VRRP) {
            return false;
        }
        int header = (packet.get(at) & 0x0f) * 4;
        int total = packet.getShort(at + 2) & 0xffff;
        bytes = packet;
        v6 = false;
        cut = header < IpHeader.V4_LENGTH
                || total < header
                || total > available
                || (packet.getShort(at + 6) & FRAGMENT) != 0;
        start = at + Math.min(header, available);
        // Frames below Ethernet's least length come padded; the header knows where the packet ends.
        length = cut ? 0 : total - header;
        damaged = !cut && InternetChecksum.finish(InternetChecksum.add(0, packet, at, header)) != 0;
        hopLimit = packet.get(at + 8) & 0xff;
        sourceHigh = 0;
        sourceLow = packet.getInt(at + 12) & 0xffffffffL;
        destinationHigh = 0;
        destinationLow = packet.getInt(at + 16) & 0xffffffffL;
        return true;
    }

    private boolean ofV6(ByteBuffer packet, int at) {
        int available = packet.limit() - at - IpHeader.V6_LENGTH;
        if (available < 0 || packet.get(at + 6) != IpHeader.VRRP) {
            return false;
        }
        int payload = packet.getShort(at + 4) & 0xffff;
        bytes = packet;
        v6 = true;
        cut = payload > available;
        damaged = false;
        start = at + IpHeader.V6_LENGTH;
        length = cut ? 0 : payload;
        hopLimit = packet.get(at + 7) & 0xff;
        sourceHigh = packet.getLong(at + 8);
        sourceLow = packet.getLong(at + 16);
        destinationHigh = packet.getLong(at + 24);
        destinationLow = packet.getLong(at + 32);
        return true;
    }
}
