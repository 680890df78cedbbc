package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Mode;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import dev.solera.proxy.H2Wire.Answer;
import dev.solera.proxy.H2Wire.Frame;
import dev.solera.spi.Edit;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class Http2Test {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void aRequestGoesOnAsHttp11AndItsResponseComesBack() throws Exception {
        try (Origin origin = new Origin(wire -> {
                    wire.message();
                    wire.send("HTTP/1.1 200 OK\r\nX-Name: Value\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
                });
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            Answer answer = client.headers(1, true, H2Wire.get("/a?b")).answer(1);
            assertThat(answer.fields())
                    .containsOnly(java.util.Map.entry(":status", "200"), java.util.Map.entry("x-name", "Value"));
            assertThat(answer.body()).isEqualTo("hello");
        }
    }

    @Test
    void theServerSeesOneHostOneCookieAndTheClientsAddress() throws Exception {
        Lab lab = new Lab();
        lab.xForwarded = Treatment.ADD;
        try (Origin origin = Origin.answering("hello");
                Lab started = lab.start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(started)) {
            client.headers(1, true, H2Wire.get("/", "cookie", "a=1", "te", "trailers", "cookie", "b=2", "host", "X"));
            assertThat(client.answer(1).status()).isEqualTo("200");
            assertThat(origin.requests)
                    .containsExactly("GET / HTTP/1.1\r\nHost: x\r\ncookie: a=1; b=2\r\n"
                            + "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n\r\n");
        }
    }

    @Test
    void bodiesWithAndWithoutALengthArriveWhole() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            client.headers(1, false, H2Wire.request("POST", "/", "content-length", "6"));
            client.data(1, false, "abc").data(1, true, "def");
            assertThat(client.answer(1).body()).isEqualTo("hello");
            client.headers(3, false, H2Wire.request("POST", "/"));
            client.data(3, false, "abc").data(3, false, "").data(3, false, "def");
            client.headers(3, true, "x-sum", "1");
            assertThat(client.answer(3).body()).isEqualTo("hello");
            assertThat(origin.requests.get(0)).endsWith("content-length: 6\r\n\r\nabcdef");
            assertThat(origin.requests.get(1)).endsWith("Transfer-Encoding: chunked\r\n\r\nabcdef\r\nx-sum: 1");
        }
    }

    @Test
    void aPrefaceMayComeByteByByteAndWhatOnlyBeginsLikeItIsHttp1() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            try (Wire http1 = Wire.to(lab.address())) {
                piecemeal(lab, http1, "P", "R", "I", "NT / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(http1.message()).startsWith("HTTP/1.1 200 ");
            }
            try (Wire cut = Wire.to(lab.address())) {
                piecemeal(lab, cut, "PR");
                cut.socket.shutdownOutput();
                assertThat(cut.message()).startsWith("HTTP/1.1 400 ");
            }
            try (Wire http2 = Wire.to(lab.address())) {
                piecemeal(lab, http2, "P", "RI * HT", "TP/2.0\r\n\r\nSM\r\n\r");
                http2.send("\n");
                http2.send(H2Wire.bytes(H2Wire.SETTINGS, 0, 0, Unpooled.buffer()));
                assertThat(http2.take(4).charAt(3))
                        .as("type of the first frame")
                        .isEqualTo((char) H2Wire.SETTINGS);
            }
        }
    }

    /** Sends pieces of which each is read before the next one comes. */
    private static void piecemeal(Lab lab, Wire wire, String... pieces) throws IOException {
        for (String piece : pieces) {
            long before = lab.counters().bytesIn();
            wire.send(piece);
            await().atMost(SOON).until(() -> lab.counters().bytesIn() >= before + piece.length());
        }
    }

    @Test
    void aClientThatEndsItsDirectionInTheMiddleOfARequestIsNotWaitedFor() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            client.headers(1, false, H2Wire.request("POST", "/", "content-length", "4"));
            client.wire.socket.shutdownOutput();
            client.wire.rest(); // it ends, within ten seconds
            await().atMost(SOON).until(() -> lab.counters().activeConnections() == 0);
            assertThat(lab.real(1).activeConnections()).isZero();
        }
    }

    @Test
    void manyStreamsAreServedSideBySide() throws Exception {
        CountDownLatch all = new CountDownLatch(20);
        try (Origin origin = new Origin(wire -> {
                    String request = wire.message();
                    all.countDown();
                    try {
                        all.await(10, TimeUnit.SECONDS); // none is answered before all have come
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + request.substring(5, 7));
                });
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            for (int i = 0; i < 20; i++) {
                client.headers(2 * i + 1, true, H2Wire.get("/" + (10 + i)));
            }
            List<String> bodies = new ArrayList<>();
            int ends = 0;
            while (ends < 20) {
                Frame frame = client.read();
                if (frame.type() == H2Wire.DATA) {
                    bodies.add(frame.payload().toString(java.nio.charset.StandardCharsets.US_ASCII));
                    ends += frame.ends() ? 1 : 0;
                }
            }
            assertThat(bodies).doesNotHaveDuplicates().hasSize(20);
            assertThat(lab.counters().activeConnections()).isEqualTo(1);
            assertThat(lab.counters().requests()).isEqualTo(20);
        }
    }

    @Test
    void aMalformedRequestResetsItsStreamAndReachesNoServerAsAWhole() throws Exception {
        List<String[]> malformed = List.of(
                H2Wire.get("/", "x", "a\r\nEvil: 1"),
                H2Wire.get("/", "x", "a\0b"),
                H2Wire.get("/", "x\r\ny", "a"),
                H2Wire.get("/", "X", "a"),
                H2Wire.get("/", "x y", "a"),
                H2Wire.get("/", "x:", "a"),
                H2Wire.get("/", "x", " a"),
                H2Wire.get("/ HTTP/1.1\r\nHost: y\r\n\r\nGET /"),
                H2Wire.get(""),
                H2Wire.get("a"),
                H2Wire.request("G T", "/"),
                H2Wire.request("GET / HTTP/1.1\r\nA: b", "/"),
                H2Wire.get("/", "connection", "close"),
                H2Wire.get("/", "transfer-encoding", "chunked"),
                H2Wire.get("/", "upgrade", "h2c"),
                H2Wire.get("/", "te", "gzip"),
                H2Wire.get("/", "host", "y"),
                H2Wire.get("/", "content-length", "3"),
                H2Wire.get("/", "content-length", "0", "content-length", "1"),
                H2Wire.get("/", ":path", "/"),
                H2Wire.get("/", "a", "b", ":late", "1"));
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            int stream = 1;
            for (String[] fields : malformed) {
                Answer answer = client.headers(stream, true, fields).answer(stream);
                assertThat(answer.reset()).as(String.join(" ", fields)).isEqualTo(H2Wire.PROTOCOL_ERROR);
                stream += 2;
            }
            assertThat(client.headers(stream, true, H2Wire.get("/"))
                            .answer(stream)
                            .body())
                    .isEqualTo("hello");
            assertThat(origin.requests).hasSize(1);
        }
    }

    @Test
    void aBodyThatIsNotAsLongAsItSaysIsNeverTakenForWhole() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            client.headers(1, false, H2Wire.request("POST", "/", "content-length", "6"))
                    .data(1, true, "abc");
            assertThat(client.answer(1).reset()).isEqualTo(H2Wire.PROTOCOL_ERROR);
            client.headers(3, false, H2Wire.request("POST", "/", "content-length", "2"))
                    .data(3, true, "abc");
            assertThat(client.answer(3).reset()).isEqualTo(H2Wire.PROTOCOL_ERROR);
            await().atMost(SOON).until(() -> origin.open.get() == 0);
            assertThat(origin.requests).isEmpty();
        }
    }

    @Test
    void connectIsRefusedAndAHostThatIsNoneToo() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            assertThat(client.headers(1, true, ":method", "CONNECT", ":authority", "a:1")
                            .answer(1)
                            .status())
                    .isEqualTo("501");
            client.headers(3, true, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "u@h");
            assertThat(client.answer(3).status()).isEqualTo("400");
            client.headers(5, true, ":method", "GET", ":scheme", "http", ":path", "/");
            assertThat(client.answer(5).status()).isEqualTo("400");
            assertThat(origin.requests).isEmpty();
        }
    }

    @Test
    void whoOpensNoWindowStopsHisServerAndGetsTheRestOnceHeDoes() throws Exception {
        int size = 8 << 20;
        AtomicLong sent = new AtomicLong();
        try (Origin origin = new Origin(wire -> {
                    wire.message();
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    byte[] piece = new byte[65_536];
                    for (int i = 0; i < size / piece.length; i++) {
                        wire.send(piece);
                        sent.addAndGet(piece.length);
                    }
                });
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = new H2Wire(lab.address(), 1000)) {
            client.headers(1, true, H2Wire.get("/"));
            Frame first = client.next(H2Wire.DATA);
            assertThat(first.payload().readableBytes()).isEqualTo(1000);
            long[] before = {-1};
            await().atMost(SOON).pollInterval(Duration.ofMillis(300)).until(() -> {
                boolean still = sent.get() == before[0];
                before[0] = sent.get();
                return still;
            });
            // 64 kB of ours, and what the kernel buffers on one connection
            assertThat(sent.get()).isLessThan(size - (1 << 20));
            client.window(0, size).window(1, size);
            long got = 1000;
            while (got < size) {
                got += client.next(H2Wire.DATA).payload().readableBytes();
            }
            assertThat(got).isEqualTo(size);
        }
    }

    @Test
    void aServerThatReadsNothingStopsItsClient() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Origin origin = new Origin(wire -> {
                    try {
                        wire.head();
                        go.await(30, TimeUnit.SECONDS);
                        wire.take(32 << 20);
                        wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            int size = 32 << 20;
            client.headers(1, false, H2Wire.request("POST", "/", "content-length", "" + size));
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            AtomicLong stream = new AtomicLong(65_535);
            AtomicLong connection = new AtomicLong(65_535);
            Thread reader = new Thread(() -> {
                try {
                    String status = "";
                    for (Frame f = client.read(); f != null; f = client.read()) {
                        if (f.type() == H2Wire.WINDOW_UPDATE) {
                            (f.stream() == 0 ? connection : stream)
                                    .addAndGet(f.payload().getInt(0));
                        } else if (f.type() == H2Wire.HEADERS) {
                            status = client.decode(f).status().toString();
                        } else if (f.type() == H2Wire.DATA && f.ends()) {
                            answer.complete(new Answer(java.util.Map.of(":status", status), "", -1));
                        }
                    }
                } catch (IOException e) {
                    answer.completeExceptionally(e);
                }
            });
            reader.setDaemon(true);
            reader.start();
            String piece = "x".repeat(16_384);
            long sent = 0;
            boolean stopped = false;
            while (sent < size) {
                if (Math.min(stream.get(), connection.get()) >= piece.length()) {
                    stream.addAndGet(-piece.length());
                    connection.addAndGet(-piece.length());
                    sent += piece.length();
                    client.data(1, sent == size, piece);
                } else if (!stopped && !waits(() -> Math.min(stream.get(), connection.get()) >= piece.length())) {
                    stopped = true;
                    assertThat(sent).isLessThan(size - (1 << 20)); // the kernel's buffers and ours
                    go.countDown();
                }
            }
            assertThat(stopped).isTrue();
            assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo("200");
        }
    }

    private static boolean waits(java.util.concurrent.Callable<Boolean> until) {
        try {
            await().atMost(Duration.ofMillis(700))
                    .pollInterval(Duration.ofMillis(5))
                    .until(until);
            return true;
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            return false;
        }
    }

    @Test
    void oneStreamMoreThanAllowedIsRefused() throws Exception {
        try (Origin silent = new Origin(wire -> wire.rest());
                Lab lab = new Lab().start(Mode.HTTP, silent.address);
                H2Wire client = H2Wire.to(lab)) {
            client.next(H2Wire.SETTINGS);
            for (int i = 0; i <= 100; i++) {
                client.headers(2 * i + 1, true, H2Wire.get("/"));
            }
            assertThat(client.answer(201).reset()).isEqualTo(H2Wire.REFUSED_STREAM);
            assertThat(lab.real(1).activeConnections()).isLessThanOrEqualTo(100);
        }
    }

    @Test
    void whoResetsStreamsWithoutEndIsLetGoAndLeavesNothingOpen() throws Exception {
        try (Origin silent = new Origin(wire -> wire.rest());
                Lab lab = new Lab().start(Mode.HTTP, silent.address)) {
            try (H2Wire client = H2Wire.to(lab)) {
                CompletableFuture<Frame> goAway = readGoAway(client);
                try {
                    for (int i = 0; i < 100_000; i++) {
                        client.headers(2 * i + 1, true, H2Wire.get("/")).reset(2 * i + 1, 8);
                        assertThat(lab.real(1).activeConnections()).isLessThanOrEqualTo(100);
                    }
                } catch (IOException e) {
                    // cut while still sending
                }
                assertThat(goAway.get(10, TimeUnit.SECONDS).code()).isEqualTo(H2Wire.ENHANCE_YOUR_CALM);
            }
            await().atMost(SOON).until(() -> lab.counters().activeConnections() == 0);
            await().atMost(SOON).until(() -> silent.open.get() == 0);
            assertThat(silent.connections.get()).isLessThanOrEqualTo(300);
        }
    }

    @Test
    void floodsOfPingsSettingsAndContinuationsEndTheConnection() throws Exception {
        byte[] ping = H2Wire.bytes(H2Wire.PING, 0, 0, Unpooled.buffer().writeLong(1));
        byte[] settings = H2Wire.bytes(H2Wire.SETTINGS, 0, 0, Unpooled.EMPTY_BUFFER);
        byte[] start = H2Wire.bytes(H2Wire.HEADERS, H2Wire.END_STREAM, 1, H2Wire.block(H2Wire.get("/")));
        byte[] empty = H2Wire.bytes(H2Wire.CONTINUATION, 0, 1, Unpooled.EMPTY_BUFFER);
        byte[] more = H2Wire.bytes(H2Wire.CONTINUATION, 0, 1, H2Wire.block("x", "y".repeat(8_000)));
        byte[] nothing = H2Wire.bytes(H2Wire.DATA, 0, 1, Unpooled.EMPTY_BUFFER);
        byte[] post = H2Wire.bytes(H2Wire.HEADERS, H2Wire.END_HEADERS, 1, H2Wire.block(H2Wire.request("POST", "/")));
        byte[] none = new byte[0];
        try (Origin origin = new Origin(wire -> wire.rest());
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            for (byte[][] flood : List.of(
                    new byte[][] {none, ping},
                    new byte[][] {none, settings},
                    new byte[][] {start, empty},
                    new byte[][] {start, more},
                    new byte[][] {post, nothing})) {
                try (H2Wire client = H2Wire.to(lab)) {
                    CompletableFuture<Frame> goAway = readGoAway(client);
                    long sent = 0;
                    try {
                        client.wire.send(flood[0]);
                        for (; sent < 200_000 && !goAway.isDone(); sent++) {
                            client.wire.send(flood[1]);
                        }
                    } catch (IOException e) {
                        // cut while still sending
                    }
                    assertThat(sent).as("frames of type " + flood[1][3]).isLessThan(200_000);
                    Frame last = goAway.get(10, TimeUnit.SECONDS);
                    assertThat(last == null ? -1 : last.code())
                            .as("GOAWAY after frames of type " + flood[1][3])
                            .isIn(-1L, (long) H2Wire.ENHANCE_YOUR_CALM, (long) H2Wire.PROTOCOL_ERROR);
                }
            }
            await().atMost(SOON).until(() -> lab.counters().activeConnections() == 0);
        }
    }

    /** Reads on another thread until GOAWAY comes, or null for the end without one. */
    private static CompletableFuture<Frame> readGoAway(H2Wire client) {
        CompletableFuture<Frame> found = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                found.complete(client.next(H2Wire.GOAWAY));
            } catch (IOException e) {
                found.complete(null);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return found;
    }

    @Test
    void aHeadBeyondTheLimitIsRefusedAndTheConnectionGoesOn() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            String[] many = new String[2 * 120];
            for (int i = 0; i < many.length; i++) {
                many[i] = "x";
            }
            assertThat(client.headers(1, true, H2Wire.get("/", many)).answer(1).status())
                    .isEqualTo("431");
            assertThat(client.headers(3, true, H2Wire.get("/", "x", "y".repeat(16_300)))
                            .answer(3)
                            .status())
                    .isEqualTo("431");
            assertThat(client.headers(5, true, H2Wire.get("/")).answer(5).body())
                    .isEqualTo("hello");
            assertThat(origin.requests).hasSize(1);
        }
    }

    @Test
    void aVirtualServerThatGoesLetsItsStreamsEnd() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Origin origin = new Origin(wire -> {
                    wire.message();
                    try {
                        go.await(30, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            client.headers(1, true, H2Wire.get("/"));
            await().atMost(SOON).until(() -> origin.connections.get() == 1);
            lab.apply(new Edit.Remove(Lab.WEB, Edit.Remove.NO_DEADLINE));
            Frame soon = client.next(H2Wire.GOAWAY);
            assertThat(soon.code()).isEqualTo(H2Wire.NO_ERROR);
            assertThat(soon.payload().getInt(0)).isEqualTo(Integer.MAX_VALUE);
            go.countDown();
            assertThat(client.answer(1).body()).isEqualTo("ok");
            while (client.read() != null) {
                // the last GOAWAY, and then the end
            }
        }
    }

    @Test
    void anIdleConnectionIsClosedInTime() throws Exception {
        Lab lab = new Lab();
        lab.keepAlive = Duration.ofMillis(200);
        try (Origin origin = Origin.answering("hello");
                Lab started = lab.start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(started)) {
            assertThat(client.headers(1, true, H2Wire.get("/")).answer(1).body())
                    .isEqualTo("hello");
            assertThat(client.next(H2Wire.GOAWAY).code()).isEqualTo(H2Wire.NO_ERROR);
            assertThat(client.read()).isNull();
        }
    }

    @Test
    void aResponseThatBreaksOffIsResetAndAnEarlyOneIsWhole() throws Exception {
        try (Origin curt = new Origin(wire -> {
                    wire.head();
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfour");
                });
                Lab lab = new Lab().start(Mode.HTTP, curt.address);
                H2Wire client = H2Wire.to(lab)) {
            Answer answer = client.headers(1, true, H2Wire.get("/")).answer(1);
            assertThat(answer.body()).isEqualTo("four");
            assertThat(answer.reset()).isEqualTo(H2Wire.INTERNAL_ERROR);
        }
        try (Origin early = new Origin(wire -> {
                    wire.head();
                    wire.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
                    wire.rest();
                });
                Lab lab = new Lab().start(Mode.HTTP, early.address);
                H2Wire client = H2Wire.to(lab)) {
            client.headers(1, false, H2Wire.request("POST", "/", "content-length", "1000"))
                    .data(1, false, "x");
            Answer answer = client.answer(1);
            assertThat(answer.status()).isEqualTo("403");
            assertThat(answer.body()).isEqualTo("no");
            assertThat(client.next(H2Wire.RST_STREAM).code()).isEqualTo(H2Wire.NO_ERROR);
        }
    }

    @Test
    void aWebSocketRunsOnAStream() throws Exception {
        try (Origin origin = new Origin(wire -> {
                    String head = wire.head();
                    assertThat(head)
                            .startsWith("GET /chat HTTP/1.1\r\nHost: x\r\n")
                            .contains("Upgrade: websocket\r\n");
                    wire.send("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: chat\r\n\r\nhi");
                    wire.send(wire.take(4).toUpperCase(java.util.Locale.ROOT));
                    assertThat(wire.ends()).isTrue();
                    wire.send("bye");
                });
                Lab lab = new Lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            client.headers(
                    1,
                    false,
                    H2Wire.request("CONNECT", "/chat", ":protocol", "websocket", "sec-websocket-version", "13"));
            client.data(1, false, "ping").data(1, true, "");
            Answer answer = client.answer(1);
            assertThat(answer.fields())
                    .containsOnly(
                            java.util.Map.entry(":status", "200"),
                            java.util.Map.entry("sec-websocket-protocol", "chat"));
            assertThat(answer.body()).isEqualTo("hiPINGbye");
        }
    }

    @Test
    void aClientOfTheJdkNegotiatesItOverTls(@TempDir Path folder) throws Exception {
        TlsLab tls = new TlsLab(folder);
        tls.alpn = List.of("h2", "http/1.1");
        tls.write("shop.pem", tls.issue("localhost", "localhost"));
        Lab lab = new Lab();
        try (Origin origin = Origin.answering("hello");
                Lab started = lab.group()) {
            lab.real(origin.address);
            lab.apply(new Edit.Add(lab.tlsSpec(Mode.HTTP, tls.shop())));
            HttpClient client =
                    HttpClient.newBuilder().sslContext(tls.trusting(null)).build();
            URI uri = URI.create("https://localhost:" + started.address().getPort() + "/");
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(uri)
                                .timeout(SOON)
                                .POST(HttpRequest.BodyPublishers.ofString("abc"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.body()).isEqualTo("hello");
            }
            assertThat(origin.requests).hasSize(20).allMatch(r -> r.endsWith("\r\n\r\nabc"));
            assertThat(lab.counters().totalConnections()).isEqualTo(1);
        }
    }
}
