package dev.solera.proxy.internal.http1;

/**
 * What a message may take at most.
 *
 * @param headBytes a head, from the start line to the empty line
 * @param lineBytes a start line
 * @param headers header lines of a head
 * @param trailerBytes the trailer section of a chunked body
 */
public record Limits(int headBytes, int lineBytes, int headers, int trailerBytes) {
    public static final Limits DEFAULT = new Limits(16384, 8192, 100, 4096);
}
