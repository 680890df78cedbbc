package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that do not speak HTTP, or without end: the client gets 502, and nothing of what they said. */
@Timeout(60)
class HostileServerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("garbage", "\0\1\2\3 no HTTP at all\r\n\r\n"),
                Arguments.of("another protocol", "220 mail.example ESMTP\r\n"),
                Arguments.of("HTTP/2", "\0\0\6\4\0\0\0\0\0\0\3\0\0\0\u0064"),
                Arguments.of("a version of its own", "HTTP/3.0 200 OK\r\n\r\n"),
                Arguments.of("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n"),
                Arguments.of("a status below 100", "HTTP/1.1 099 OK\r\n\r\n"),
                Arguments.of("two lengths", OK + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
                Arguments.of("a length that is none", OK + "Content-Length: -1\r\n\r\n"),
                Arguments.of("a length beyond all numbers", OK + "Content-Length: 99999999999999999999\r\n\r\n"),
                Arguments.of(
                        "a length and chunks", OK + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("other codings", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("a folded line", OK + "X: a\r\n b\r\n\r\n"),
                Arguments.of("lines without CR", "HTTP/1.1 200 OK\nX: a\n\n"),
                Arguments.of("NUL in a value", OK + "X: a\0b\r\n\r\n"),
                Arguments.of("a CR within a value", OK + "X: a\rSet-Cookie: b\r\n\r\n"),
                Arguments.of("a blank before the colon", OK + "X : a\r\n\r\n"),
                Arguments.of("101 unasked", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
                Arguments.of("a head of 1 MB", OK + "X: " + "y".repeat(1 << 20) + "\r\n\r\n"),
                Arguments.of("10,000 headers", OK + "X: y\r\n".repeat(10_000) + "\r\n"),
                Arguments.of("interim answers without end", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(10_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void whatIsNoHttpIs502(String what, String answer) throws Exception {
        try (Origin origin = new Origin(wire -> {
                    wire.head();
                    wire.send(answer);
                    wire.rest();
                });
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            try (Wire client = lab.client()) {
                client.send(GET);
                String head = client.head();
                for (int interim = 0; head != null && head.startsWith("HTTP/1.1 103 "); interim++) {
                    assertThat(interim).isLessThan(100);
                    head = client.head();
                }
                assertThat(head).as(what).startsWith("HTTP/1.1 502 ");
            }
            try (H2Wire client = H2Wire.to(lab)) {
                assertThat(client.headers(1, true, H2Wire.get("/")).answer(1).status())
                        .as(what)
                        .endsWith("502");
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> origin.open.get() == 0);
        }
    }

    @Test
    void endlessInterimAnswersTakeNoMoreThanTheirDue() throws Exception {
        try (Origin origin = new Origin(wire -> {
                    wire.head();
                    try {
                        while (true) {
                            wire.send("HTTP/1.1 102 Processing\r\n\r\n");
                        }
                    } catch (IOException e) {
                        // cut, as it should be
                    }
                });
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send(GET);
            String head = client.head();
            while (head.startsWith("HTTP/1.1 102 ")) {
                head = client.head();
            }
            assertThat(head).startsWith("HTTP/1.1 502 ");
            await().atMost(Duration.ofSeconds(10)).until(() -> origin.open.get() == 0);
        }
    }
}
