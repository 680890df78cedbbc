package dev.solera.vrrp.internal.wire;

import dev.solera.api.Addresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv4 or IPv6 address as two numbers, which compare as RFC 9568 section 6.4.3 wants it: as unsigned integers in network order.
 *
 * @param v6 whether it is an IPv6 address
 * @param high the upper 64 bits, 0 for IPv4
 * @param low the lower 64 bits, or the 32 bits of an IPv4 address
 */
public record IpAddress(boolean v6, long high, long low) implements Comparable<IpAddress> {
    /** 224.0.0.18, the group VRRP over IPv4 is sent to (RFC 9568 section 5.1.1.2). */
    public static final IpAddress VRRP_GROUP_V4 = new IpAddress(false, 0, 0xe0000012L);
    /** ff02::12, the group VRRP over IPv6 is sent to (RFC 9568 section 5.1.2.2). */
    public static final IpAddress VRRP_GROUP_V6 = new IpAddress(true, 0xff02L << 48, 0x12);
    /** ff02::1, all nodes of the link. */
    public static final IpAddress ALL_NODES = new IpAddress(true, 0xff02L << 48, 1);

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    /** Refuses bits above the 32 of an IPv4 address. */
    public IpAddress {
        if (!v6 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("address: " + Long.toHexString(low) + " (expected: 32 bits)");
        }
    }

    /** Spread: addresses of many subnets differ in few bits. */
    @Override
    public int hashCode() {
        long mixed = (high ^ low * GOLDEN_RATIO) * GOLDEN_RATIO;
        return (int) (mixed >>> 32);
    }

    /** Returns the same address. */
    public static IpAddress of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return read(bytes, 0, bytes.capacity() == 16);
    }

    /**
     * Parses a literal.
     *
     * @throws IllegalArgumentException when it is none; a host name is refused
     */
    public static IpAddress parse(String text) {
        return of(Addresses.parseIp(text));
    }

    /** Returns the address of 4 or 16 bytes at {@code offset}. */
    static IpAddress read(ByteBuffer bytes, int offset, boolean v6) {
        return v6
                ? new IpAddress(true, bytes.getLong(offset), bytes.getLong(offset + 8))
                : new IpAddress(false, 0, bytes.getInt(offset) & 0xffffffffL);
    }

    /** Writes its 4 or 16 bytes at {@code offset}. */
    void write(ByteBuffer bytes, int offset) {
        if (v6) {
            bytes.putLong(offset, high).putLong(offset + 8, low);
        } else {
            bytes.putInt(offset, (int) low);
        }
    }

    /** Returns its length, 4 or 16. */
    public int bytes() {
        return v6 ? 16 : 4;
    }

    /** Returns whether it is 224.0.0.0/4 or ff00::/8. */
    public boolean isMulticast() {
        return v6 ? high >>> 56 == 0xff : low >>> 28 == 0xe;
    }

    /** Returns whether it is fe80::/10 or 169.254.0.0/16. */
    public boolean isLinkLocal() {
        return v6 ? high >>> 54 == 0xfe80 >>> 6 : low >>> 16 == 0xa9fe;
    }

    /** Returns the JDK's form of it. */
    public InetAddress toInetAddress() {
        ByteBuffer bytes = ByteBuffer.allocate(bytes());
        write(bytes, 0);
        try {
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes() + " bytes", e);
        }
    }

    @Override
    public int compareTo(IpAddress other) {
        int families = Boolean.compare(v6, other.v6);
        if (families != 0) {
            return families;
        }
        int upper = Long.compareUnsigned(high, other.high);
        return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return Addresses.text(toInetAddress());
    }
}
