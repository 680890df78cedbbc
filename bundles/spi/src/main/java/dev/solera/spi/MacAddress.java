package dev.solera.spi;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param bits its 48 bits, the first byte sent highest
 */
public record MacAddress(long bits) {
    /** ff:ff:ff:ff:ff:ff. */
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    private static final long VIRTUAL_V4 = 0x0000_5e00_0100L;
    private static final long VIRTUAL_V6 = 0x0000_5e00_0200L;
    private static final long MULTICAST_V4 = 0x0100_5e00_0000L;
    private static final long MULTICAST_V6 = 0x3333_0000_0000L;

    /** Refuses more than 48 bits. */
    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("MAC address: " + Long.toHexString(bits) + " (expected: 48 bits)");
        }
    }

    /** Returns the address of a virtual router, 00:00:5e:00:01:vrid or 00:00:5e:00:02:vrid (RFC 9568 section 7.3). */
    public static MacAddress virtual(int vrid, boolean v6) {
        return new MacAddress((v6 ? VIRTUAL_V6 : VIRTUAL_V4) | vrid);
    }

    /** Returns where frames to a multicast group go (RFC 1112 section 6.4, RFC 2464 section 7). */
    public static MacAddress ofGroup(InetAddress group) {
        ByteBuffer bytes = ByteBuffer.wrap(group.getAddress());
        int low = bytes.getInt(bytes.limit() - 4);
        return bytes.limit() == 16
                ? new MacAddress(MULTICAST_V6 | low & 0xffff_ffffL)
                : new MacAddress(MULTICAST_V4 | low & 0x7f_ffff);
    }

    /**
     * Parses {@code 00:00:5e:00:01:33}.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static MacAddress parse(String text) {
        if (!text.matches("([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")) {
            throw new IllegalArgumentException(
                    "MAC address: " + text + " (expected: six bytes such as 02:00:00:00:00:0a)");
        }
        return new MacAddress(HexFormat.fromHexDigitsToLong(text.replace(":", "")));
    }

    /** Returns the six bytes at {@code offset}. */
    public static MacAddress read(ByteBuffer bytes, int offset) {
        return new MacAddress((bytes.getShort(offset) & 0xffffL) << 32 | bytes.getInt(offset + 2) & 0xffffffffL);
    }

    /** Writes its six bytes at {@code offset}. */
    public void write(ByteBuffer bytes, int offset) {
        bytes.putShort(offset, (short) (bits >>> 32)).putInt(offset + 2, (int) bits);
    }

    @Override
    public String toString() {
        byte[] six = new byte[6];
        write(ByteBuffer.wrap(six), 0);
        return HexFormat.ofDelimiter(":").formatHex(six);
    }
}
