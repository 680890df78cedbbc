package dev.solera.vrrp.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The simple password of VRRP version 2 (RFC 2338 section 5.3.6.1), which travels in the clear and proves nothing.
 *
 * @param bits its eight bytes, padded with zeros
 */
public record Password(long bits) {
    private static final int LENGTH = 8;

    /** Returns the first eight bytes of {@code text}, as keepalived takes them. */
    public static Password of(String text) {
        byte[] bytes = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), LENGTH);
        return new Password(ByteBuffer.wrap(bytes).getLong());
    }

    @Override
    public String toString() {
        return "********";
    }
}
