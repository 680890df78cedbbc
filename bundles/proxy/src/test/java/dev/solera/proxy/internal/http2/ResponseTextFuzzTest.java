package dev.solera.proxy.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.proxy.internal.http1.Body;
import dev.solera.proxy.internal.http1.Head;
import dev.solera.proxy.internal.http1.Limits;
import dev.solera.proxy.internal.http1.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random fields of a server: what is written is one head of HTTP/1.1, or the end of one body, with nothing behind it, or nothing at all.
 * {@code -Dsolera.fuzz.seconds} is how long; a moment without it.
 */
class ResponseTextFuzzTest {
    private static final String[] NAMES = {
        "content-length",
        "transfer-encoding",
        "connection",
        "te",
        "x",
        "X",
        "grpc-status",
        "upgrade",
        "",
        "a b",
        ":x",
        "é"
    };
    private static final String[] VALUES = {
        "0",
        "3",
        "chunked",
        "close",
        "",
        " ",
        "a b",
        "a\r\nb: c",
        "a\0",
        "\u00ff",
        "\r\n\r\nHTTP/1.1 200 OK",
        "trailers"
    };
    private static final String[] STATUS = {
        "200", "100", "101", "103", "204", "304", "404", "99", "600", "2000", "x", ""
    };

    private final Random random = new Random(20260104);
    private final RandomFields some = new RandomFields(random);

    @Test
    void whateverFieldsAreOneHeadIsWrittenOrNone() {
        long end = System.nanoTime() + Long.getLong("solera.fuzz.seconds", 0) * 500_000_000;
        int written = 0;
        for (long round = 0; round < 50_000 || System.nanoTime() - end < 0; round++) {
            Http2Headers fields = some.of(NAMES, VALUES);
            if (random.nextInt(20) > 0) {
                fields.status(random.nextBoolean() ? "200" : STATUS[random.nextInt(STATUS.length)]);
            }
            boolean whole = random.nextBoolean();
            boolean toHead = random.nextInt(4) == 0;
            ByteBuf out = Unpooled.buffer();
            ResponseText.Result result = ResponseText.write(fields, whole, toHead, out);
            if (result.problem() != null) {
                continue;
            }
            written++;
            String text = out.toString(StandardCharsets.ISO_8859_1);
            assertThat(text.indexOf("\r\n\r\n")).as(text).isEqualTo(text.length() - 4);
            ResponseHead head = new ResponseHead(Limits.DEFAULT);
            int state = head.feed(out);
            assertThat(state).as(text).isNotEqualTo(Head.MORE);
            if (state == Head.DONE) {
                assertThat(out.isReadable()).as(text).isFalse();
                assertThat(head.isInterim()).as(text).isEqualTo(result.interim());
                assertThat(head.isChunked()).as(text).isEqualTo(result.chunked());
                boolean bodiless = toHead || head.isBodiless();
                assertThat(result.contentLength()).as(text).isEqualTo(bodiless ? 0 : head.contentLength());
            }
        }
        assertThat(written).isGreaterThan(1000);
    }

    @Test
    void whateverTrailersAreOneEndIsWrittenOrNone() {
        long end = System.nanoTime() + Long.getLong("solera.fuzz.seconds", 0) * 500_000_000;
        int written = 0;
        for (long round = 0; round < 50_000 || System.nanoTime() - end < 0; round++) {
            ByteBuf out = Unpooled.buffer();
            if (!FieldText.lastChunk(some.of(NAMES, VALUES), out)) {
                continue;
            }
            written++;
            String text = out.toString(StandardCharsets.ISO_8859_1);
            Body body = new Body(Limits.DEFAULT);
            body.chunked();
            assertThat(body.next(out)).as(text).isEqualTo(Body.END);
            assertThat(out.isReadable()).as(text).isFalse();
            ByteBuf again = Unpooled.buffer();
            assertThat(FieldText.lastChunk(FieldText.of(body.trailers()), again))
                    .as(text)
                    .isTrue();
            // The same but for those that are not passed on.
            assertThat(text)
                    .contains(
                            again.toString(StandardCharsets.ISO_8859_1).lines().toList());
        }
        assertThat(written).isGreaterThan(1000);
    }
}
