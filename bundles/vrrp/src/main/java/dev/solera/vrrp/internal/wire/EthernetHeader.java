package dev.solera.vrrp.internal.wire;

import dev.solera.spi.MacAddress;
import java.nio.ByteBuffer;

/** The 14 bytes before the packet: destination, source, type (IEEE 802.3). */
final class EthernetHeader {
    static final int LENGTH = 14;
    static final int IPV4 = 0x0800;
    static final int ARP = 0x0806;
    static final int IPV6 = 0x86dd;

    private EthernetHeader() {}

    static void write(ByteBuffer frame, MacAddress destination, MacAddress source, int type) {
        destination.write(frame, 0);
        source.write(frame, 6);
        frame.putShort(12, (short) type);
    }

    /** Returns the type of a frame, or -1 for one that is cut before it. */
    static int type(ByteBuffer frame) {
        return frame.limit() < LENGTH ? -1 : frame.getShort(12) & 0xffff;
    }
}
