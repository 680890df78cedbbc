package dev.solera.vrrp.internal.wire;

import java.nio.ByteBuffer;

/** The checksum of RFC 1071, over ranges of a buffer and over numbers. */
final class InternetChecksum {
    private InternetChecksum() {}

    /** Returns {@code sum} plus the 16-bit words of a range; an odd last byte counts as the high half of a word. */
    static long add(long sum, ByteBuffer bytes, int offset, int length) {
        long total = sum;
        int end = offset + (length & ~1);
        for (int i = offset; i < end; i += 2) {
            total += bytes.getShort(i) & 0xffff;
        }
        if ((length & 1) != 0) {
            total += (bytes.get(end) & 0xff) << 8;
        }
        return total;
    }

    /** Returns {@code sum} plus the four 16-bit words of {@code value}. */
    static long add(long sum, long value) {
        return sum + (value >>> 48) + (value >>> 32 & 0xffff) + (value >>> 16 & 0xffff) + (value & 0xffff);
    }

    /** Returns the sum of the pseudo-header of IPv4 and IPv6 alike: addresses, protocol, length (RFC 793 3.1, RFC 8200 8.1). */
    static long pseudoHeader(
            long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int protocol, int length) {
        long sum = add(add(0, sourceHigh), sourceLow);
        return add(add(sum, destinationHigh), destinationLow) + protocol + length;
    }

    /** Returns the complement that goes into the packet; 0 when the sum already covers a right checksum. */
    static int finish(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
