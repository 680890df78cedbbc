package dev.solera.vrrp.internal.wire;

import dev.solera.spi.MacAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An unsolicited claim to an IPv6 address, sent to all nodes with the override flag (RFC 4861 sections 4.4 and 7.2.6).
 *
 * @param sender the address that has it now, also the frame's source
 * @param address the address claimed, also the packet's source
 * @param router whether the sender forwards packets
 */
public record NeighbourAdvertisement(MacAddress sender, IpAddress address, boolean router) {
    /** Length of the frame. */
    public static final int FRAME_BYTES = EthernetHeader.LENGTH + IpHeader.V6_LENGTH + 32;

    private static final int IP = EthernetHeader.LENGTH;
    private static final int AT = IP + IpHeader.V6_LENGTH;
    private static final int MESSAGE = FRAME_BYTES - AT;
    /** Type 136, code 0, checksum still 0. */
    private static final int NEIGHBOUR_ADVERTISEMENT = 136 << 24;

    private static final int ROUTER = 1 << 31;
    private static final int SOLICITED = 1 << 30;
    private static final int OVERRIDE = 1 << 29;
    /** Option 2, target link-layer address, one unit of eight bytes (RFC 4861 section 4.6.1). */
    private static final int TARGET_LINK_LAYER = 0x0201;

    /** Refuses an IPv4 address. */
    public NeighbourAdvertisement {
        if (!address.v6()) {
            throw new IllegalArgumentException("address: " + address + " (expected: IPv6)");
        }
    }

    /** Writes the whole frame to {@code frame} and sets its limit; the buffer has to hold {@link #FRAME_BYTES}. */
    public void write(ByteBuffer frame) {
        frame.clear();
        MacAddress group = MacAddress.ofGroup(IpAddress.ALL_NODES.toInetAddress());
        EthernetHeader.write(frame, group, sender, EthernetHeader.IPV6);
        IpHeader.writeV6(frame, IP, 0, 0, MESSAGE, IpHeader.ICMPV6, IpHeader.HOP_LIMIT, address, IpAddress.ALL_NODES);
        frame.putInt(AT, NEIGHBOUR_ADVERTISEMENT);
        frame.putInt(AT + 4, router ? ROUTER | OVERRIDE : OVERRIDE);
        address.write(frame, AT + 8);
        frame.putShort(AT + 24, (short) TARGET_LINK_LAYER);
        sender.write(frame, AT + 26);
        frame.putShort(AT + 2, (short) checksum(frame));
        frame.limit(FRAME_BYTES);
    }

    /**
     * Returns the claim a frame makes, or null when it is anything else, answers a question, or is damaged. Reads from index 0 to the limit.
     */
    public static @Nullable NeighbourAdvertisement read(ByteBuffer frame) {
        if (EthernetHeader.type(frame) != EthernetHeader.IPV6
                || frame.limit() < FRAME_BYTES
                || frame.get(IP) >>> 4 != 6
                || frame.getShort(IP + 4) != MESSAGE
                || frame.get(IP + 6) != IpHeader.ICMPV6
                || (frame.get(IP + 7) & 0xff) != IpHeader.HOP_LIMIT
                || (frame.getInt(AT) & 0xffff0000) != NEIGHBOUR_ADVERTISEMENT
                || (frame.getInt(AT + 4) & (SOLICITED | OVERRIDE)) != OVERRIDE
                || frame.getShort(AT + 24) != TARGET_LINK_LAYER
                || checksum(frame) != 0) {
            return null;
        }
        return new NeighbourAdvertisement(
                MacAddress.read(frame, AT + 26),
                IpAddress.read(frame, AT + 8, true),
                (frame.getInt(AT + 4) & ROUTER) != 0);
    }

    private static int checksum(ByteBuffer frame) {
        long pseudo = InternetChecksum.add(MESSAGE + IpHeader.ICMPV6, frame, IP + 8, 32);
        return InternetChecksum.finish(InternetChecksum.add(pseudo, frame, AT, MESSAGE));
    }
}
