package dev.solera.vrrp.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/** A key shared by the nodes of a virtual router. Its text form hides it. */
public final class HmacKey {
    private static final int LEAST_BYTES = 32;
    private static final int MOST_BYTES = 64;
    private static final String EXPECTED = "32 to 64 bytes, as hex: and hexadecimal digits or as text";

    private final SecretKeySpec key;

    private HmacKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, HmacTrailer.ALGORITHM);
    }

    /**
     * Parses {@code hex:0001…} or takes the text's own bytes.
     *
     * @throws IllegalArgumentException when it is not 32 to 64 bytes; the message does not repeat it
     */
    public static HmacKey parse(String text) {
        byte[] bytes;
        try {
            bytes = text.startsWith("hex:")
                    ? HexFormat.of().parseHex(text, 4, text.length())
                    : text.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("key: ******** (expected: " + EXPECTED + ")");
        }
        if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("key: ******** (expected: " + EXPECTED + ")");
        }
        return new HmacKey(bytes);
    }

    SecretKeySpec secret() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HmacKey that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return "********";
    }
}
