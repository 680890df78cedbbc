package dev.solera.checks.internal;

import dev.solera.spi.Keys;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Text in which bytes that cannot be typed are written {@code \r \n \t \0 \\} or {@code \x41}; the rest stands for its UTF-8.
 * {@code PING\r\n} → 50 49 4e 47 0d 0a. Immutable.
 */
final class EscapedText {
    private static final String EXPECTED = "text with \\r \\n \\t \\0 \\\\ or \\x and two hexadecimal digits";

    private final String text;
    private final byte[] bytes;

    private EscapedText(String text, byte[] bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /** Reads the value of {@code key}; an absent or empty one has no bytes. */
    static EscapedText parse(Keys keys, String key) {
        String text = keys.text(key, "");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') {
                int end = text.offsetByCodePoints(i, 1);
                bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end - 1;
            } else if (text.startsWith("x", i + 1) && text.substring(i + 2).matches("(?s)[0-9A-Fa-f]{2}.*")) {
                bytes.write(Integer.parseInt(text, i + 2, i + 4, 16));
                i += 3;
            } else {
                int named = i + 1 < text.length() ? "rnt0\\".indexOf(text.charAt(i + 1)) : -1;
                if (named < 0) {
                    throw new Keys.BadKey(key, text, EXPECTED);
                }
                bytes.write("\r\n\t\0\\".charAt(named));
                i++;
            }
        }
        return new EscapedText(text, bytes.toByteArray());
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }

    /** Returns the bytes themselves, not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns the text as written. */
    @Override
    public String toString() {
        return text;
    }
}
