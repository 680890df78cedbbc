package dev.solera.api;

import java.net.InetAddress;

/**
 * A network as {@code 198.51.100.0/24}; {@code default} is the one that has every address.
 *
 * @param prefix length of its prefix
 */
public record Network(InetAddress address, int prefix) {
    /**
     * Parses a network.
     *
     * @param v6 family of {@code default}
     * @throws IllegalArgumentException with what was expected
     */
    public static Network parse(String text, boolean v6) {
        if (text.equals("default")) {
            return new Network(Addresses.parseIp(v6 ? "::" : "0.0.0.0"), 0);
        }
        int slash = text.indexOf('/');
        InetAddress address;
        try {
            address = Addresses.parseIp(slash < 0 ? text : text.substring(0, slash));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a network such as 198.51.100.0/24, or default", e);
        }
        int longest = 8 * address.getAddress().length;
        String digits = slash < 0 ? "" + longest : text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > longest) {
            throw new IllegalArgumentException("a prefix of 0.." + longest);
        }
        int prefix = Integer.parseInt(digits);
        if (hasHostBits(address.getAddress(), prefix)) {
            throw new IllegalArgumentException("a network, whose bits behind the prefix are 0");
        }
        return new Network(address, prefix);
    }

    /** Tells whether it is one of IPv6. */
    public boolean v6() {
        return address.getAddress().length == 16;
    }

    /** Tells whether {@code other} is in it. */
    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (((ours[bit / 8] ^ theirs[bit / 8]) & 0x80 >> bit % 8) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return Addresses.text(address) + "/" + prefix;
    }

    private static boolean hasHostBits(byte[] bytes, int prefix) {
        for (int bit = prefix; bit < 8 * bytes.length; bit++) {
            if ((bytes[bit / 8] & 0x80 >> bit % 8) != 0) {
                return true;
            }
        }
        return false;
    }
}
