package dev.solera.vrrp.internal.wire;

import java.nio.ByteBuffer;

/** The fixed headers of IPv4 (RFC 791 section 3.1, no options) and IPv6 (RFC 8200 section 3), as they are sent. */
final class IpHeader {
    static final int V4_LENGTH = 20;
    static final int V6_LENGTH = 40;
    /** IANA protocol number of VRRP. */
    static final int VRRP = 112;
    /** IANA protocol number of ICMPv6. */
    static final int ICMPV6 = 58;
    /** What a link-local protocol sends and requires, so that no router stands between (RFC 5082). */
    static final int HOP_LIMIT = 255;
    /** Internetwork control (class selector 6), as keepalived marks its adverts. */
    static final int INTERNETWORK_CONTROL = 0xc0;

    private static final int V4_IDENTIFICATION = 4;
    private static final int V4_CHECKSUM = 10;

    private IpHeader() {}

    static int length(boolean v6) {
        return v6 ? V6_LENGTH : V4_LENGTH;
    }

    /** Writes an IPv4 header, all but its identification and checksum, which {@link #seal} sets. */
    static void writeV4(ByteBuffer out, int at, int payload, int hopLimit, IpAddress source, IpAddress destination) {
        out.put(at, (byte) 0x45); // version 4, five words
        out.put(at + 1, (byte) INTERNETWORK_CONTROL);
        out.putShort(at + 2, (short) (V4_LENGTH + payload));
        out.putInt(at + V4_IDENTIFICATION, 0); // identification, flags and fragment offset
        out.put(at + 8, (byte) hopLimit);
        out.put(at + 9, (byte) VRRP);
        source.write(out, at + 12);
        destination.write(out, at + 16);
    }

    /** Sets identification and checksum of an IPv4 header. */
    static void seal(ByteBuffer out, int at, int identification) {
        out.putShort(at + V4_IDENTIFICATION, (short) identification);
        out.putShort(at + V4_CHECKSUM, (short) 0);
        out.putShort(at + V4_CHECKSUM, (short) InternetChecksum.finish(InternetChecksum.add(0, out, at, V4_LENGTH)));
    }

    /** Writes an IPv6 header. */
    static void writeV6(
            ByteBuffer out,
            int at,
            int trafficClass,
            int flowLabel,
            int payload,
            int nextHeader,
            int hopLimit,
            IpAddress source,
            IpAddress destination) {
        out.putInt(at, 6 << 28 | trafficClass << 20 | flowLabel);
        out.putShort(at + 4, (short) payload);
        out.put(at + 6, (byte) nextHeader);
        out.put(at + 7, (byte) hopLimit);
        source.write(out, at + 8);
        destination.write(out, at + 24);
    }
}
