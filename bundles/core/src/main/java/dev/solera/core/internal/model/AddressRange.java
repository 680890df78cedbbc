package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses in a row, in keepalived's form: {@code 192.0.2.10-20} and {@code [2001:db8::10-1f]}; the last part alone is counted up. */
final class AddressRange {
    private static final Pattern V4 = Pattern.compile("([0-9.]+)\\.([0-9]{1,3})-([0-9]{1,3})");
    private static final Pattern V6 = Pattern.compile("\\[([0-9A-Fa-f:]*:)([0-9A-Fa-f]{1,4})-([0-9A-Fa-f]{1,4})]");

    private AddressRange() {}

    /** Tells whether {@code text} has the form of a range. */
    static boolean isOne(String text) {
        return V4.matcher(text).matches() || V6.matcher(text).matches();
    }

    /**
     * Returns the addresses of a range, in order.
     *
     * @throws IllegalArgumentException when its end is before its start or out of bounds
     */
    static List<InetAddress> parse(String text) {
        Matcher v4 = V4.matcher(text);
        return v4.matches() ? count(v4, 10, 255, ".") : count(V6.matcher(text), 16, 0xffff, "");
    }

    private static List<InetAddress> count(Matcher m, int radix, int most, String separator) {
        if (!m.matches()) {
            throw new IllegalArgumentException("first-last");
        }
        int first = Integer.parseInt(m.group(2), radix);
        int last = Integer.parseInt(m.group(3), radix);
        if (last < first || last > most) {
            throw new IllegalArgumentException(
                    "a last part of " + m.group(2) + ".." + Integer.toString(most, radix) + " behind the -");
        }
        byte[] bytes = Addresses.parseIp(m.group(1) + separator + m.group(2)).getAddress();
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            bytes[bytes.length - 1] = (byte) i;
            if (bytes.length > 4) {
                bytes[bytes.length - 2] = (byte) (i >> 8);
            }
            try {
                addresses.add(InetAddress.getByAddress(bytes));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
        return addresses;
    }
}
