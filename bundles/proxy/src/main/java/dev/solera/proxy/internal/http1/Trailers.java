package dev.solera.proxy.internal.http1;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * The fields behind a body in chunks that are passed on: those that could change what the head said of framing, routing, authentication or
 * content, or that concern one hop, are left out (RFC 9110 §6.5.1). Used again and again by one thread.
 */
public final class Trailers {
    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 128;

    /** Beside those that mean something to a proxy. */
    private static final Set<String> LEFT_OUT = Set.of(
            "age",
            "authorization",
            "cache-control",
            "content-encoding",
            "content-range",
            "content-type",
            "cookie",
            "date",
            "expires",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "location",
            "max-forwards",
            "pragma",
            "range",
            "retry-after",
            "set-cookie",
            "trailer",
            "vary",
            "warning",
            "www-authenticate");

    private byte[] bytes = NOTHING;
    private int length;
    private int lineStart;
    private int nameEnd;

    /** Forgets everything, ready for the next body. */
    void clear() {
        length = 0;
        lineStart = 0;
    }

    /** Takes the next byte of a line whose framing is valid, without its CRLF. */
    void add(byte b) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(FIRST_BYTES, 2 * length));
        }
        bytes[length++] = b;
    }

    /** The name is complete; its colon comes next. */
    void nameDone() {
        nameEnd = length;
    }

    /** The line is complete. */
    void lineDone() {
        String name = new String(bytes, lineStart, nameEnd - lineStart, StandardCharsets.US_ASCII);
        boolean leftOut =
                Field.of(bytes, lineStart, nameEnd) != Field.OTHER || LEFT_OUT.contains(name.toLowerCase(Locale.ROOT));
        if (leftOut) {
            length = lineStart;
        } else {
            add((byte) '\r');
            add((byte) '\n');
            lineStart = length;
        }
    }

    /** Tells whether there are none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** Returns how many bytes {@link #writeTo} writes. */
    public int length() {
        return length;
    }

    /** Writes the lines, each with its CRLF. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
    }

    /** Hands on the fields one by one. */
    public void each(HeadWriter.FieldTaker to) {
        for (int line = 0; line < length; ) {
            int colon = line;
            while (bytes[colon] != ':') {
                colon++;
            }
            int end = colon + 1;
            while (bytes[end] != '\r') {
                end++;
            }
            int next = end + 2;
            int value = colon + 1;
            while (value < end && Chars.isBlank(bytes[value])) {
                value++;
            }
            while (end > value && Chars.isBlank(bytes[end - 1])) {
                end--;
            }
            to.take(bytes, line, colon, value, end);
            line = next;
        }
    }
}
