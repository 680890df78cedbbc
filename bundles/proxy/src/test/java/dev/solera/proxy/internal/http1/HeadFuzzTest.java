package dev.solera.proxy.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random damage, the same on each run: nothing throws, nothing hangs, and splitting the input changes nothing. {@code
 * -Dsolera.fuzz.seconds} is how long; a moment without it.
 */
class HeadFuzzTest {
    private static final String[] SEEDS = {
        "GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\nConnection: keep-alive, foo\r\nFoo: bar\r\n\r\n",
        "POST http://example.org/ HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc",
        "GET / HTTP/1.1\r\nHost: [::1]:80\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nTE: trailers\r\n\r\n",
    };
    private static final byte[] SPECIAL = "\r\n\0 \t:;,[]\"/#@\u007f0aZ".getBytes(StandardCharsets.ISO_8859_1);

    private final Random random = new Random(20260101);

    @Test
    void damagedRequestsAreReadTheSameInOnePieceAndInMany() {
        Limits limits = Limits.DEFAULT;
        long end = System.nanoTime() + Long.getLong("solera.fuzz.seconds", 0) * 1_000_000_000;
        for (long round = 0; round < 20_000 || System.nanoTime() - end < 0; round++) {
            byte[] bytes = damage(SEEDS[(int) (round % SEEDS.length)]);
            RequestHead whole = new RequestHead(limits);
            RequestHead split = new RequestHead(limits);
            ByteBuf once = Unpooled.wrappedBuffer(bytes);
            int result = whole.feed(once);
            ByteBuf pieces = Unpooled.wrappedBuffer(bytes);
            int splitResult = Head.MORE;
            while (splitResult == Head.MORE && pieces.isReadable()) {
                ByteBuf piece =
                        pieces.slice(pieces.readerIndex(), Math.min(1 + random.nextInt(7), pieces.readableBytes()));
                int available = piece.readableBytes();
                splitResult = split.feed(piece);
                pieces.skipBytes(available - piece.readableBytes());
            }
            assertThat(splitResult).isEqualTo(result);
            if (result == Head.DONE) {
                assertThat(pieces.readableBytes()).isEqualTo(once.readableBytes());
                assertForwardedHeadIsStrict(whole);
                walk(whole, once);
            }
        }
    }

    private byte[] damage(String seed) {
        byte[] bytes = seed.getBytes(StandardCharsets.ISO_8859_1);
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = SPECIAL[random.nextInt(SPECIAL.length)];
                case 2 -> bytes = splice(bytes, at, at, SPECIAL[random.nextInt(SPECIAL.length)]);
                default -> bytes = splice(bytes, at, at + 1);
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte... between) {
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(bytes, 0, from).writeBytes(between).writeBytes(bytes, to, bytes.length - to);
        byte[] result = new byte[out.readableBytes()];
        out.readBytes(result);
        return result;
    }

    /** What we send on is itself a head that we take, says the same about its body, and names no hop. */
    private static void assertForwardedHeadIsStrict(RequestHead head) {
        ByteBuf out = Unpooled.buffer();
        HeadWriter.request(head, "h".getBytes(StandardCharsets.US_ASCII), true, true, true, new byte[0], out);
        RequestHead again = new RequestHead(Limits.DEFAULT);
        String text = out.toString(StandardCharsets.ISO_8859_1);
        assertThat(again.feed(out)).as(text).isEqualTo(Head.DONE);
        assertThat(out.isReadable()).isFalse();
        assertThat(again.isChunked()).isEqualTo(head.isChunked());
        assertThat(again.contentLength()).isEqualTo(head.contentLength());
        assertThat(again.isHttp11()).isTrue();
    }

    private static void walk(RequestHead head, ByteBuf in) {
        Body body = new Body(Limits.DEFAULT);
        if (head.isChunked()) {
            body.chunked();
        } else {
            body.length(Math.max(0, head.contentLength()));
        }
        int n = body.next(in);
        for (int steps = 0; n > 0; steps++) {
            assertThat(steps).isLessThan(1000);
            in.skipBytes(n);
            n = body.next(in);
        }
        assertThat(n).isBetween(Body.BAD, Body.MORE);
    }
}
