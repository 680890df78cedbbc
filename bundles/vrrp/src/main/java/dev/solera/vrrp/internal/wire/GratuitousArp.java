package dev.solera.vrrp.internal.wire;

import dev.solera.spi.MacAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A claim to an IPv4 address, broadcast as an ARP request for one's own address (RFC 5227 section 3), in keepalived's form.
 *
 * @param sender the address that has it now, also the frame's source
 * @param address the address claimed
 */
public record GratuitousArp(MacAddress sender, IpAddress address) {
    /** Length of the frame. The driver pads it to the least Ethernet has. */
    public static final int FRAME_BYTES = EthernetHeader.LENGTH + 28;

    private static final int AT = EthernetHeader.LENGTH;
    /** Hardware type Ethernet, protocol type IPv4, lengths 6 and 4 (RFC 826). */
    private static final long ETHERNET_IPV4 = 0x0001_0800_0604L;

    private static final int REQUEST = 1;
    private static final int REPLY = 2;

    /** Refuses an IPv6 address. */
    public GratuitousArp {
        if (address.v6()) {
            throw new IllegalArgumentException("address: " + address + " (expected: IPv4)");
        }
    }

    /** Writes the whole frame to {@code frame} and sets its limit; the buffer has to hold {@link #FRAME_BYTES}. */
    public void write(ByteBuffer frame) {
        frame.clear();
        EthernetHeader.write(frame, MacAddress.BROADCAST, sender, EthernetHeader.ARP);
        frame.putLong(AT, ETHERNET_IPV4 << 16 | REQUEST);
        sender.write(frame, AT + 8);
        address.write(frame, AT + 14);
        MacAddress.BROADCAST.write(frame, AT + 18);
        address.write(frame, AT + 24);
        frame.limit(FRAME_BYTES);
    }

    /** Returns the claim a frame makes, as a request or as a reply, or null when it is anything else. Reads from index 0 to the limit. */
    public static @Nullable GratuitousArp read(ByteBuffer frame) {
        if (EthernetHeader.type(frame) != EthernetHeader.ARP || frame.limit() < FRAME_BYTES) {
            return null;
        }
        long kind = frame.getLong(AT);
        long operation = kind & 0xffff;
        if (kind >>> 16 != ETHERNET_IPV4
                || operation != REQUEST && operation != REPLY
                || frame.getInt(AT + 14) != frame.getInt(AT + 24)) {
            return null;
        }
        return new GratuitousArp(MacAddress.read(frame, AT + 8), IpAddress.read(frame, AT + 14, false));
    }
}
