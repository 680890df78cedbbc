package dev.solera.proxy.internal.http1;

import java.util.Locale;

/** Header fields that mean something to a proxy. */
enum Field {
    OTHER,
    HOST,
    CONNECTION,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    EXPECT,
    UPGRADE,
    TE,
    KEEP_ALIVE,
    /** {@code Proxy} and everything that starts with {@code Proxy-}: meant for us, or for nobody. */
    PROXY,
    X_FORWARDED_FOR,
    X_FORWARDED_PROTO,
    FORWARDED,
    X_CLIENT_SUBJECT;

    private static final Field[][] BY_LENGTH = new Field[20][];
    private static final byte[] PROXY_NAME = Chars.ascii("proxy");

    @SuppressWarnings("ImmutableEnumChecker") // never written to
    private final byte[] text = Chars.ascii(name().toLowerCase(Locale.ROOT).replace('_', '-'));

    static {
        for (int length = 0; length < BY_LENGTH.length; length++) {
            int wanted = length;
            BY_LENGTH[length] = java.util.Arrays.stream(values())
                    .filter(f -> f != OTHER && f != PROXY && f.text.length == wanted)
                    .toArray(Field[]::new);
        }
    }

    /** Returns the field whose name is {@code bytes[from, to)} in any case. */
    static Field of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < BY_LENGTH.length) {
            for (Field field : BY_LENGTH[length]) {
                if (Chars.is(bytes, from, to, field.text)) {
                    return field;
                }
            }
        }
        boolean proxy = length == 5 || length > 5 && bytes[from + 5] == '-';
        return proxy && Chars.is(bytes, from, from + 5, PROXY_NAME) ? PROXY : OTHER;
    }

    /** Tells whether the field is read by one hop only (RFC 9110 §7.6.1) and framed anew by the next. */
    boolean isHopByHop() {
        return switch (this) {
            case CONNECTION, TRANSFER_ENCODING, UPGRADE, TE, KEEP_ALIVE, PROXY -> true;
            default -> false;
        };
    }
}
