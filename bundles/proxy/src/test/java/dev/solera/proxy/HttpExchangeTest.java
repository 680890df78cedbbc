package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Mode;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpExchangeTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    /** Answers each request with the same bytes, and leaves the connection open. */
    private static Origin saying(String answer) throws Exception {
        return new Origin(wire -> {
            while (wire.message() != null) {
                wire.send(answer);
            }
        });
    }

    /** Answers one request and closes. */
    private static Origin sayingOnce(String answer) throws Exception {
        return new Origin(wire -> {
            wire.message();
            wire.send(answer);
        });
    }

    private static String answerTo(String request, Origin origin) throws Exception {
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            return client.send(request).rest();
        }
    }

    @Test
    void fieldsThatConcernOneHopOnlyStayOnIt() throws Exception {
        try (Origin origin = Origin.answering("");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\nConnection: close, B, te\r\nB: 2\r\nTE: trailers\r\n"
                    + "Keep-Alive: 1\r\nProxy-Connection: x\r\nProxy: x\r\nUpgrade: x\r\nbb: 3\r\n\r\n");
            assertThat(client.rest()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            assertThat(origin.requests).containsExactly("GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\nbb: 3\r\n\r\n");
        }
    }

    @Test
    void fieldsThatConcernOneHopOnlyDoNotComeBack() throws Exception {
        Origin origin =
                saying("HTTP/1.1 200 OK\r\nA: 1\r\nConnection: keep-alive, B\r\nB: 2\r\nKeep-Alive: timeout=5\r\n"
                        + "Content-Length: 0\r\nC: 3\r\n\r\n");
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            assertThat(client.send(GET).message())
                    .isEqualTo("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\nC: 3\r\n\r\n");
        }
    }

    @Test
    void theClientIsNamedBehindWhatItSaidItself() throws Exception {
        try (Origin origin = Origin.answering("");
                Lab lab = new Lab()) {
            lab.xForwarded = Treatment.ADD;
            lab.rfc7239 = Treatment.ADD;
            lab.start(Mode.HTTP, origin.address);
            try (Wire client = lab.client()) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1\r\nForwarded: for=_a\r\n\r\n");
                client.message();
                assertThat(origin.requests)
                        .containsExactly(
                                "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1\r\nForwarded: for=_a\r\n"
                                        + "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
                                        + "Forwarded: for=127.0.0.1;proto=http\r\n\r\n");
            }
        }
    }

    @Test
    void theClientsOwnWordIsDroppedWhereItIsNotTrusted() throws Exception {
        try (Origin origin = Origin.answering("");
                Lab lab = new Lab()) {
            lab.xForwarded = Treatment.REPLACE;
            lab.rfc7239 = Treatment.REPLACE;
            lab.start(Mode.HTTP, origin.address);
            try (Wire client = lab.client()) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\nx-forwarded-for: 1.1.1.1\r\nX-Forwarded-Proto: https\r\n"
                        + "Forwarded: for=_a\r\n\r\n");
                client.message();
                assertThat(origin.requests)
                        .containsExactly("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 127.0.0.1\r\n"
                                + "X-Forwarded-Proto: http\r\nForwarded: for=127.0.0.1;proto=http\r\n\r\n");
            }
        }
    }

    @Test
    void anAbsoluteTargetBecomesAPathAndOldRequestsGetAHost() throws Exception {
        try (Origin origin = Origin.answering("");
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            for (String request : List.of(
                    "GET http://x?b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                    "OPTIONS http://x HTTP/1.0\r\n\r\n",
                    "GET /old HTTP/1.0\r\n\r\n")) {
                try (Wire client = lab.client()) {
                    assertThat(client.send(request).rest()).startsWith("HTTP/1.1 200 OK\r\n");
                }
            }
            String own = "127.0.0.1:" + lab.address().getPort();
            assertThat(origin.requests)
                    .containsExactly(
                            "GET /?b HTTP/1.1\r\nHost: x\r\n\r\n",
                            "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
                            "GET /old HTTP/1.1\r\nHost: " + own + "\r\n\r\n");
        }
    }

    @Test
    void anHttp10ClientMayAskForTheConnectionToStay() throws Exception {
        try (Origin origin = Origin.answering("a");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
                assertThat(client.message())
                        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\na");
            }
            assertThat(client.send("GET / HTTP/1.0\r\n\r\n").rest())
                    .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\na");
        }
    }

    @Test
    void aBodyWithALengthIsStreamed() throws Exception {
        String data = "0123456789".repeat(30_000);
        try (Origin origin = Origin.answering(data);
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + data.length() + "\r\n\r\n" + data);
                assertThat(client.message()).endsWith("\r\n\r\n" + data);
            }
            assertThat(origin.requests).hasSize(3).allMatch(r -> r.endsWith("\r\n\r\n" + data));
        }
    }

    @Test
    void trailersArePassedOnBothWaysButThoseThatChangeWhatTheHeadSaid() throws Exception {
        String trailers = "0\r\nX-Sum: 1 \r\ncontent-LENGTH: 5\r\nAuthorization: me\r\nConnection: x\r\n"
                + "X-Forwarded-For: me\r\nx-last:\r\n\r\n";
        try (Origin origin = new Origin(wire -> {
                    for (String m = wire.message(); m != null; m = wire.message()) {
                        wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + (m.endsWith("\r\n\r\nabc\r\nX-Sum: 1 \r\nx-last:") ? "2\r\nok\r\n" : "3\r\nbad\r\n")
                                + trailers);
                    }
                });
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            String request = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n" + trailers;
            client.send(request);
            assertThat(client.message()).endsWith("\r\n\r\nok\r\nX-Sum: 1 \r\nx-last:");
            for (byte b : request.getBytes()) {
                client.send(new byte[] {b});
            }
            assertThat(client.message()).endsWith("\r\n\r\nok\r\nX-Sum: 1 \r\nx-last:");
            client.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nno name\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void trailersEndWhereTheClientDoesNotKnowChunks() throws Exception {
        try (Origin origin = new Origin(wire -> {
                    wire.message();
                    wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n");
                });
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            assertThat(client.send("GET / HTTP/1.0\r\n\r\n").rest()).endsWith("\r\n\r\nok");
        }
    }

    @Test
    void chunksAreFramedAnewWithoutExtensions() throws Exception {
        try (Origin origin = Origin.answering("ok");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            String request = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3;ext=\"5\r\nabc\r\n0002\r\nde\r\n0;last\r\nTrailer: x\r\n\r\n";
            client.send(request.replace("\"5", "5"));
            assertThat(client.message()).endsWith("ok");
            // One byte at a time.
            for (byte b : request.replace("\"5", "5").getBytes()) {
                client.send(new byte[] {b});
            }
            assertThat(client.message()).endsWith("ok");
            String seen = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nabcde";
            assertThat(origin.requests).containsExactly(seen, seen); // the origin reads chunks to the letter
        }
    }

    @Test
    void largeChunksComeThroughInBothDirections() throws Exception {
        String data = "0123456789abcdef".repeat(20_000);
        Origin origin = new Origin(wire -> {
            for (String m = wire.message(); m != null; m = wire.message()) {
                String body = m.substring(m.indexOf("\r\n\r\n") + 4);
                wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length())
                        + ";x\r\n" + body + "\r\n0\r\nT: x\r\n\r\n");
            }
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(data.length()) + "\r\n" + data + "\r\n0\r\n\r\n");
                assertThat(client.message())
                        .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + data + "\r\nT: x");
            }
        }
    }

    @Test
    void anHttp10ClientGetsAChunkedBodyBareAndTheEndOfTheConnection() throws Exception {
        assertThat(
                        answerTo(
                                "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                                saying(
                                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")))
                .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcde");
    }

    @Test
    void aBodyThatEndsWithTheConnectionIsPassedOnAsSuch() throws Exception {
        assertThat(answerTo(GET, sayingOnce("HTTP/1.1 200 OK\r\n\r\nabc")))
                .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc");
    }

    @Test
    void answersWithoutABodyEndWithTheirHead() throws Exception {
        Origin origin = new Origin(wire -> {
            for (String m = wire.message(); m != null; m = wire.message()) {
                String target = m.split(" ")[1];
                wire.send(
                        switch (target) {
                            case "/204" -> "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n";
                            case "/304" -> "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n";
                            default -> "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
                        });
            }
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
            client.send("GET /204 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
            client.send("GET /304 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n");
            assertThat(origin.connections).hasValue(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        Origin origin = new Origin(wire -> {
            for (String m = wire.message(); m != null; m = wire.message()) {
                String target = m.split(" ")[1];
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + target.length() + "\r\n\r\n" + target);
            }
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 2000; i++) {
                requests.append("POST /").append(i).append(" HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n!");
            }
            Thread sender = new Thread(() -> {
                try {
                    client.send(requests.toString());
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sender.start();
            for (int i = 0; i < 2000; i++) {
                assertThat(client.message()).endsWith("\r\n\r\n/" + i);
            }
            sender.join(10_000);
        }
    }

    @Test
    void aClientMayEndItsDirectionAndStillGetsItsAnswers() throws Exception {
        try (Origin origin = Origin.answering("a");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send(GET + GET);
            client.socket.shutdownOutput();
            assertThat(client.message()).endsWith("\r\n\r\na");
            assertThat(client.message()).endsWith("\r\n\r\na");
            assertThat(client.ends()).isTrue();
        }
    }

    @Test
    void interimAnswersComeThrough() throws Exception {
        Origin origin = new Origin(wire -> {
            String head = wire.head();
            wire.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
            String body = wire.take(3);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + body);
            assertThat(head).contains("Expect: 100-continue\r\n");
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("abc");
            assertThat(client.message()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
        }
    }

    @Test
    void anHttp10ClientSeesNoInterimAnswer() throws Exception {
        assertThat(answerTo(
                        "GET / HTTP/1.0\r\n\r\n",
                        sayingOnce("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    @Test
    void anAnswerThatComesBeforeTheRequestsEndIsPassedOnAndEndsTheConnection() throws Exception {
        Origin origin = new Origin(wire -> {
            wire.head();
            wire.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
        });
        String huge = "0123456789".repeat(500_000);
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n");
            Thread sender = new Thread(() -> {
                try {
                    client.send(huge);
                } catch (java.io.IOException e) {
                    // The proxy stopped taking it.
                }
            });
            sender.start();
            assertThat(client.rest())
                    .isEqualTo("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
            sender.join(10_000);
        }
    }

    @Test
    void anUpgradeBecomesATunnelAndLosesNoByte() throws Exception {
        Origin origin = new Origin(wire -> {
            String head = wire.head();
            assertThat(head).contains("Upgrade: websocket\r\n").contains("Connection: Upgrade\r\n");
            wire.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nfirst");
            String word = wire.take(5);
            wire.send(word + "!");
            wire.socket.shutdownOutput();
            wire.send("").rest();
        });
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nahead");
            assertThat(client.head())
                    .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            assertThat(client.take(11)).isEqualTo("firstahead!");
            assertThat(client.ends()).isTrue();
        }
    }

    @Test
    void aBodyShorterThanAnnouncedShowsAtTheClient() throws Exception {
        assertThat(answerTo(GET, sayingOnce("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        assertThat(answerTo(GET, sayingOnce("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")))
                .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        assertThat(answerTo(GET, sayingOnce("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n")))
                .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    }

    @Test
    void anAnswerThatCanBeReadInTwoWaysIs502() throws Exception {
        for (String bad : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "garbage\r\n\r\n",
                "SSH-2.0-x\r\n")) {
            try (Origin origin = saying(bad);
                    Lab lab = new Lab().start(Mode.HTTP, origin.address);
                    Wire client = lab.client()) {
                assertThat(client.send(GET).message()).as(bad).startsWith("HTTP/1.1 502 Bad Gateway\r\n");
                assertThat(lab.counters().errors()).isEqualTo(1);
                assertThat(lab.real(1).errors()).isEqualTo(1);
            }
        }
    }

    @Test
    void bytesBehindAnAnswerAreNobodysAndEndTheServersConnection() throws Exception {
        Origin origin =
                saying("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        try (origin;
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (int i = 1; i <= 5; i++) {
                assertThat(client.send(GET).message()).endsWith("\r\n\r\na");
                assertThat(origin.connections).hasValue(i);
            }
        }
    }
}
