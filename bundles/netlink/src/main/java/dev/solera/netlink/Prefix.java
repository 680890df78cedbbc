package dev.solera.netlink;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network: an address and how many of its bits count.
 *
 * @param address IPv4 or IPv6
 * @param length 0..32 or 0..128
 */
public record Prefix(InetAddress address, int length) {
    public Prefix {
        int bits = bits(address);
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException("prefix length: " + length + " (expected: 0.." + bits + ")");
        }
    }

    /** 32 or 128. */
    static int bits(InetAddress address) {
        return address.getAddress().length * 8;
    }

    /** {@code AF_INET} or {@code AF_INET6}. */
    static int family(InetAddress address) {
        return address instanceof Inet6Address ? 10 : 2;
    }

    /** What a message says with an address attribute and a length; null where it says neither. */
    static @Nullable Prefix decoded(@Nullable InetAddress address, int length) throws NetlinkException {
        if (address == null) {
            return null;
        }
        if (length > bits(address)) {
            throw NetlinkException.malformed("prefix length: " + length + " (expected: 0.." + bits(address) + ")");
        }
        return new Prefix(address, length);
    }

    static String text(@Nullable Prefix prefix) {
        return prefix == null ? "default" : prefix.toString();
    }

    @Override
    public String toString() {
        return text(address) + "/" + length;
    }

    /** An address as operators write it, IPv6 in the short form of RFC 5952 section 4. */
    static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        String[] groups = new String[8];
        ByteBuffer raw = ByteBuffer.wrap(address.getAddress());
        for (int i = 0; i < 8; i++) {
            groups[i] = Integer.toHexString(Short.toUnsignedInt(raw.getShort()));
        }
        int longest = 1; // a single zero group is not shortened
        int gap = -1;
        for (int from = 0; from < 8; from++) {
            int to = from;
            while (to < 8 && groups[to].equals("0")) {
                to++;
            }
            if (to - from > longest) {
                longest = to - from;
                gap = from;
            }
        }
        List<String> all = List.of(groups);
        return gap < 0
                ? String.join(":", all)
                : String.join(":", all.subList(0, gap)) + "::" + String.join(":", all.subList(gap + longest, 8));
    }
}
