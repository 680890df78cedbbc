package dev.solera.schedulers.internal;

/**
 * Bob Jenkins' 32-bit integer hash in six steps, times a large odd number: each bit of the input changes about half of the output.
 * HAProxy's {@code avalanche}: 97 → 1830748055.
 *
 * @see <a href="https://burtleburtle.net/bob/hash/integer.html">A Hash Function for Integers</a>
 */
final class Avalanche {
    private static final int FACTOR = 0xc0000001; // 3221225473

    private Avalanche() {}

    static int of(int number) {
        int a = number;
        a = (a + 0x7ed55d16) + (a << 12);
        a = (a ^ 0xc761c23c) ^ (a >>> 19);
        a = (a + 0x165667b1) + (a << 5);
        a = (a + 0xd3a2646c) ^ (a << 9);
        a = (a + 0xfd7046c5) + (a << 3);
        a = (a ^ 0xb55a4f09) ^ (a >>> 16);
        return a * FACTOR;
    }
}
