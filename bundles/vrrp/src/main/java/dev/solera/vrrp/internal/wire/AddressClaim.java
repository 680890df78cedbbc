package dev.solera.vrrp.internal.wire;

import dev.solera.spi.MacAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Who says to have an address: the sender of any ARP packet (RFC 5227 section 2.4), or of any neighbour advertisement (RFC 4861 section 4.4).
 *
 * @param sender the Ethernet address it is said to have
 * @param address the address
 */
public record AddressClaim(MacAddress sender, IpAddress address) {
    private static final int ARP = EthernetHeader.LENGTH;
    private static final int ARP_BYTES = 28;
    /** Hardware type Ethernet, protocol type IPv4, lengths 6 and 4 (RFC 826). */
    private static final long ETHERNET_IPV4 = 0x0001_0800_0604L;

    private static final int ICMP = EthernetHeader.LENGTH + IpHeader.V6_LENGTH;
    private static final int TARGET = ICMP + 8;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;

    /** Returns the claim a frame makes, or null when it makes none or is damaged. Reads from index 0 to the limit. */
    public static @Nullable AddressClaim read(ByteBuffer frame) {
        return switch (EthernetHeader.type(frame)) {
            case EthernetHeader.ARP -> ofArp(frame);
            case EthernetHeader.IPV6 -> ofNeighbour(frame);
            default -> null;
        };
    }

    private static @Nullable AddressClaim ofArp(ByteBuffer frame) {
        if (frame.limit() < ARP + ARP_BYTES || frame.getLong(ARP) >>> 16 != ETHERNET_IPV4) {
            return null;
        }
        IpAddress sender = IpAddress.read(frame, ARP + 14, false);
        // A probe has no sender: it asks, it does not claim.
        return sender.low() == 0 ? null : new AddressClaim(MacAddress.read(frame, ARP + 8), sender);
    }

    private static @Nullable AddressClaim ofNeighbour(ByteBuffer frame) {
        if (frame.limit() < TARGET + 16
                || frame.get(EthernetHeader.LENGTH + 6) != IpHeader.ICMPV6
                || (frame.get(EthernetHeader.LENGTH + 7) & 0xff) != IpHeader.HOP_LIMIT
                || (frame.get(ICMP) & 0xff) != NEIGHBOUR_ADVERTISEMENT) {
            return null;
        }
        return new AddressClaim(MacAddress.read(frame, 6), IpAddress.read(frame, TARGET, true));
    }
}
