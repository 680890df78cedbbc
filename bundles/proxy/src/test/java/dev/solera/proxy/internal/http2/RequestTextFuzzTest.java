package dev.solera.proxy.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.proxy.internal.http1.Head;
import dev.solera.proxy.internal.http1.Limits;
import dev.solera.proxy.internal.http1.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random fields: what is written is one head of HTTP/1.1, complete and with nothing behind it, or nothing at all. {@code
 * -Dsolera.fuzz.seconds} is how long; a moment without it.
 */
class RequestTextFuzzTest {
    private static final String[] NAMES = {
        ":method",
        ":scheme",
        ":path",
        ":authority",
        ":protocol",
        "host",
        "cookie",
        "content-length",
        "te",
        "transfer-encoding",
        "connection",
        "x",
        "X",
        "expect",
        "upgrade",
        "sec-websocket-key",
        "",
        "a b",
        "a:b",
        "é"
    };
    private static final String[] VALUES = {
        "GET",
        "POST",
        "CONNECT",
        "OPTIONS",
        "http",
        "https",
        "/",
        "*",
        "/a?b",
        "x",
        "example.org:80",
        "[::1]",
        "0",
        "3",
        "trailers",
        "chunked",
        "websocket",
        "100-continue",
        "",
        " ",
        "a b",
        "a\r\nb: c",
        "a\0",
        "\u00ff",
        "\r\n\r\nGET / HTTP/1.1"
    };

    private final Random random = new Random(20260103);
    private final RandomFields some = new RandomFields(random);

    @Test
    void whateverFieldsAreOneHeadIsWrittenOrNone() {
        long end = System.nanoTime() + Long.getLong("solera.fuzz.seconds", 0) * 1_000_000_000;
        int written = 0;
        for (long round = 0; round < 50_000 || System.nanoTime() - end < 0; round++) {
            Http2Headers fields = fields();
            boolean whole = random.nextBoolean();
            ByteBuf out = Unpooled.buffer();
            RequestText.Result result = RequestText.write(fields, whole, out);
            if (result.problem() != null) {
                continue;
            }
            written++;
            String text = out.toString(StandardCharsets.ISO_8859_1);
            assertThat(text.indexOf("\r\n\r\n")).as(text).isEqualTo(text.length() - 4);
            RequestHead head = new RequestHead(Limits.DEFAULT);
            int state = head.feed(out);
            assertThat(state).as(text).isNotEqualTo(Head.MORE);
            if (state == Head.DONE) {
                assertThat(out.isReadable()).as(text).isFalse();
                boolean body = !whole && !result.tunnel() && result.contentLength() != 0;
                assertThat(head.hasBody()).as(text).isEqualTo(body);
                assertThat(Math.max(-1, head.contentLength())).as(text).isEqualTo(result.contentLength());
            }
        }
        assertThat(written).isGreaterThan(1000);
    }

    private Http2Headers fields() {
        Http2Headers fields = some.of(NAMES, VALUES);
        if (random.nextInt(4) > 0) {
            fields.method(random.nextBoolean() ? "GET" : "POST");
            fields.scheme("http");
            fields.path(random.nextInt(8) == 0 ? some.damaged("/a?b") : "/a?b");
            fields.authority(random.nextInt(8) == 0 ? some.damaged("example.org") : "example.org");
        }
        return fields;
    }
}
