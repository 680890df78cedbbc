package dev.solera.proxy.internal.http1;

import java.nio.charset.StandardCharsets;

/** Which bytes may stand where (RFC 9110 §5.5, §5.6.2; RFC 3986). */
public final class Chars {
    private static final byte TOKEN = 1;
    private static final byte FIELD = 2;
    private static final byte TARGET = 4;
    private static final byte HOST = 8;
    private static final byte[] CLASS = new byte[256];

    static {
        String alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        mark(alphanumeric + "!#$%&'*+-.^_`|~", TOKEN);
        mark(alphanumeric + "-._~%", HOST);
        for (int c = 0x21; c < 0x7f; c++) {
            CLASS[c] |= FIELD;
            if (c != '#') { // a fragment never goes on the wire (RFC 9112 §3.2)
                CLASS[c] |= TARGET;
            }
        }
        for (int c = 0x80; c < 0x100; c++) {
            CLASS[c] |= FIELD; // obs-text
        }
        CLASS[' '] |= FIELD;
        CLASS['\t'] |= FIELD;
    }

    private Chars() {}

    private static void mark(String chars, byte bit) {
        for (byte b : chars.getBytes(StandardCharsets.US_ASCII)) {
            CLASS[b] |= bit;
        }
    }

    public static boolean isToken(int b) {
        return (CLASS[b & 0xff] & TOKEN) != 0;
    }

    public static boolean isField(int b) {
        return (CLASS[b & 0xff] & FIELD) != 0;
    }

    public static boolean isTarget(int b) {
        return (CLASS[b & 0xff] & TARGET) != 0;
    }

    static boolean isHost(int b) {
        return (CLASS[b & 0xff] & HOST) != 0;
    }

    static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    public static boolean isBlank(int b) {
        return b == ' ' || b == '\t';
    }

    /** Returns the value of a hexadecimal digit, or −1. */
    static int hex(int b) {
        if (isDigit(b)) {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** Tells whether {@code bytes[from, to)} is {@code lower}, which has to be in lower case, ignoring case. */
    static boolean is(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    public static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
