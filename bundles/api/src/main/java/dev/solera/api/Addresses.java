package dev.solera.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Text form of addresses: literals only, never a name, so that reading one never asks a name server. */
public final class Addresses {
    private Addresses() {}

    /** Returns {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}. */
    public static String text(InetSocketAddress address) {
        String host = text(address.getAddress());
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /** Returns {@code 192.0.2.1} or {@code 2001:db8::1} (RFC 5952: lower case, longest run of zeros shortened). */
    public static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? address.getHostAddress() : ipv6(bytes);
    }

    /**
     * Parses {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}.
     *
     * @throws IllegalArgumentException when it is anything else; a host name is refused
     */
    public static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("address: " + text + " (expected: address:port)");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed != host.contains(":")) {
            throw new IllegalArgumentException("address: " + text + " (expected: 192.0.2.1:80 or [2001:db8::1]:80)");
        }
        return new InetSocketAddress(
                parseIp(bracketed ? host.substring(1, host.length() - 1) : host), port(text.substring(colon + 1)));
    }

    /**
     * Parses a literal IPv4 or IPv6 address.
     *
     * @throws IllegalArgumentException when it is anything else; a host name is refused
     */
    public static InetAddress parseIp(String text) {
        try {
            if (text.indexOf(':') >= 0) {
                if (text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0)) {
                    return InetAddress.getByName(text);
                }
            } else {
                byte[] bytes = ipv4(text);
                if (bytes.length == 4) {
                    return InetAddress.getByAddress(bytes);
                }
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + text + " (expected: an IPv4 or IPv6 address)", e);
        }
        throw new IllegalArgumentException("address: " + text + " (expected: an IPv4 or IPv6 address)");
    }

    private static int port(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        }
        throw new IllegalArgumentException("port: " + text + " (expected: 1..65535)");
    }

    /** Returns four bytes, or none when it is no IPv4 address. By hand: a configuration may have a hundred thousand of them. */
    private static byte[] ipv4(String text) {
        byte[] bytes = new byte[4];
        int part = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (digits == 0 || part == 4) {
                    return new byte[0];
                }
                bytes[part++] = (byte) value;
                digits = 0;
                value = 0;
            } else if (c < '0' || c > '9' || digits > 0 && value == 0) {
                // No leading zero: inet_aton(3) reads 010 as octal, and the two readings must not differ.
                return new byte[0];
            } else {
                digits++;
                value = 10 * value + c - '0';
                if (value > 255) {
                    return new byte[0];
                }
            }
        }
        return part == 4 ? bytes : new byte[0];
    }

    private static String ipv6(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && groups[i + length] == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
