package dev.solera.itests.netns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A frame that a {@link Sniffer} has seen, decoded as far as tests ask.
 *
 * @param atNanos since the epoch, when it passed the switch
 * @param from source MAC address
 * @param source source address of an advert, address claimed by a claim, null for others
 * @param version of an advert, else 0
 * @param vrid of an advert, else 0
 * @param priority of an advert, else 0
 * @param bytes all of it
 */
record Seen(
        long atNanos, Kind kind, String from, InetAddress source, int version, int vrid, int priority, byte[] bytes) {
    private static final int VRRP = 112;
    private static final int ICMP6 = 58;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;

    /** What it is. */
    enum Kind {
        ADVERT,
        /** A gratuitous ARP, or a neighbour advertisement to everybody. */
        CLAIM,
        OTHER
    }

    static Seen decode(long atNanos, byte[] bytes) {
        String from = HexFormat.ofDelimiter(":").formatHex(bytes, 6, 12);
        int type = bytes.length < 14 ? 0 : ByteBuffer.wrap(bytes).getShort(12) & 0xffff;
        if (type == 0x0800 && bytes.length >= 42 && bytes[23] == VRRP) {
            return advert(atNanos, from, bytes, 14 + (bytes[14] & 0xf) * 4, address(bytes, 26, 4));
        }
        if (type == 0x86dd && bytes.length >= 62 && bytes[20] == VRRP) {
            return advert(atNanos, from, bytes, 54, address(bytes, 22, 16));
        }
        if (type == 0x0806 && bytes.length >= 42 && Arrays.equals(bytes, 28, 32, bytes, 38, 42)) {
            return new Seen(atNanos, Kind.CLAIM, from, address(bytes, 28, 4), 0, 0, 0, bytes);
        }
        if (type == 0x86dd
                && bytes.length >= 78
                && bytes[20] == ICMP6
                && (bytes[54] & 0xff) == NEIGHBOUR_ADVERTISEMENT
                && (bytes[38] & 0xff) == 0xff) {
            return new Seen(atNanos, Kind.CLAIM, from, address(bytes, 62, 16), 0, 0, 0, bytes);
        }
        return new Seen(atNanos, Kind.OTHER, from, null, 0, 0, 0, bytes);
    }

    boolean isAdvert(int ofVrid) {
        return kind == Kind.ADVERT && vrid == ofVrid;
    }

    boolean claims(InetAddress address) {
        return kind == Kind.CLAIM && address.equals(source);
    }

    private static Seen advert(long atNanos, String from, byte[] bytes, int at, InetAddress source) {
        if (bytes.length < at + 3) {
            return new Seen(atNanos, Kind.OTHER, from, null, 0, 0, 0, bytes);
        }
        return new Seen(
                atNanos,
                Kind.ADVERT,
                from,
                source,
                (bytes[at] & 0xff) >> 4,
                bytes[at + 1] & 0xff,
                bytes[at + 2] & 0xff,
                bytes);
    }

    private static InetAddress address(byte[] bytes, int at, int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ADVERT ->
                atNanos / 1000 + " us " + source.getHostAddress() + " v" + version + " vrid " + vrid + " priority "
                        + priority;
            case CLAIM -> atNanos / 1000 + " us " + from + " claims " + source.getHostAddress();
            case OTHER -> atNanos / 1000 + " us " + HexFormat.of().formatHex(bytes, 0, Math.min(64, bytes.length));
        };
    }
}
