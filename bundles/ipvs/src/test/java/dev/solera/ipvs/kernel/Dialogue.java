package dev.solera.ipvs.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.netlink.Datagrams;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * A recorded dialogue with a kernel, played back: each line is {@code port N}, {@code > what we send} or {@code < what it answers}, in
 * hex. What is sent must be what the recording has, byte for byte.
 */
final class Dialogue implements Datagrams {
    private final Deque<String> lines = new ArrayDeque<>();
    private final int port;

    private Dialogue(List<String> recorded) {
        lines.addAll(recorded);
        port = Integer.parseInt(lines.removeFirst().substring("port ".length()));
    }

    /** The recordings are of a little-endian machine; a test of them is skipped elsewhere. */
    static Dialogue of(String resource) {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "skipped: recorded on a little-endian machine");
        return new Dialogue(lines(resource));
    }

    static List<String> lines(String resource) {
        try (InputStream in = Dialogue.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isOver() {
        return lines.isEmpty();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void send(byte[] datagram) {
        String sent = "> " + HexFormat.of().formatHex(datagram);
        if (!sent.equals(lines.peek())) {
            throw new AssertionError("sent " + sent + "\nrecorded " + lines.peek());
        }
        lines.remove();
    }

    @Override
    public ByteBuffer receive(long timeoutNanos) {
        String line = lines.peek();
        if (line == null || !line.startsWith("< ")) {
            return null;
        }
        return ByteBuffer.wrap(HexFormat.of().parseHex(lines.remove().substring(2)))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {}
}
