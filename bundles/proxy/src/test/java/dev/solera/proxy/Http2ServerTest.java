package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Mode;
import dev.solera.api.Outbound;
import dev.solera.api.Presence;
import dev.solera.api.RealServerRef;
import dev.solera.api.ServerTls;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import dev.solera.proxy.H2Origin.Exchange;
import dev.solera.proxy.H2Wire.Answer;
import dev.solera.spi.Edit;
import dev.solera.spi.Ref;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are spoken to in HTTP/2. */
@Timeout(60)
class Http2ServerTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String GET = "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
    private static final String CHUNKS = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";

    private static Lab lab() {
        return lab(null);
    }

    /** A plane with one event loop, so that connections are shared by all. */
    private static Lab lab(ServerTls tls) {
        ProxySettings all = Lab.SETTINGS;
        Lab lab = new Lab(new ProxySettings(
                all.transport(),
                1,
                all.maxConnections(),
                all.headBytes(),
                all.lineBytes(),
                all.headers(),
                all.bufferBytes(),
                all.idleServerConnections(),
                all.idleServer(),
                all.drain(),
                all.tlsLibrary(),
                all.http2()));
        lab.outbound = new Outbound(Outbound.Header.OFF, tls, true);
        return lab;
    }

    @Test
    void requestsOfAllClientsGoOverOneConnection() throws Exception {
        Lab lab = lab();
        lab.xForwarded = Treatment.ADD;
        try (H2Origin origin = H2Origin.answering("hello");
                Lab started = lab.start(Mode.HTTP, origin.address);
                H2Wire http2 = H2Wire.to(started);
                Wire http1 = started.client();
                Wire other = started.client()) {
            for (Wire client : List.of(http1, other, http1)) {
                client.send("GET /a?b HTTP/1.1\r\nHost: X:80\r\nA: 1\r\nConnection: B\r\nB: 2\r\nTE: gzip\r\n\r\n");
                assertThat(client.message()).startsWith("HTTP/1.1 200 \r\n").endsWith("\r\n\r\nhello");
            }
            assertThat(http2.headers(1, true, H2Wire.get("/", "te", "trailers", "cookie", "a"))
                            .answer(1)
                            .body())
                    .isEqualTo("hello");
            assertThat(origin.requests.get(0).fields())
                    .containsOnly(
                            entry(":method", "GET"),
                            entry(":scheme", "http"),
                            entry(":authority", "X:80"),
                            entry(":path", "/a?b"),
                            entry("a", "1"),
                            entry("x-forwarded-for", "127.0.0.1"),
                            entry("x-forwarded-proto", "http"));
            assertThat(origin.requests.get(3).fields())
                    .contains(entry(":authority", "x"), entry("te", "trailers"), entry("cookie", "a"));
            assertThat(origin.connections).hasValue(1);
            assertThat(origin.resets).isEmpty();
            assertThat(started.real(1).totalConnections()).isOne();
        }
    }

    @Test
    void targetsGoOnInTheFormOfHttp2() throws Exception {
        try (H2Origin origin = H2Origin.answering("hello");
                Lab lab = lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (String line : List.of("GET http://a.b?c", "GET http://a.b/d", "OPTIONS http://a.b", "OPTIONS *")) {
                client.send(line + " HTTP/1.1\r\nHost: a.b\r\n\r\n");
                assertThat(client.message()).endsWith("hello");
            }
            assertThat(origin.requests).extracting(Exchange::path).containsExactly("/?c", "/d", "*", "*");
            try (Wire old = lab.client()) {
                assertThat(old.send("GET /e HTTP/1.0\r\n\r\n").rest()).endsWith("\r\n\r\nhello");
            }
            assertThat(origin.requests.get(4).fields().get(":authority")).startsWith("127.0.0.1:");
        }
    }

    @Test
    void bodiesArriveWholeInBothDirections() throws Exception {
        String data = "0123456789abcdef".repeat(40_000);
        try (H2Origin origin = new H2Origin(
                        e -> e.head("200", "x-n", e.body().length() + "").data(e.body(), true));
                Lab lab = lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client();
                H2Wire http2 = new H2Wire(lab.address(), 1 << 20)) {
            http2.window(0, 1 << 20);
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + data.length() + "\r\n\r\n" + data);
            assertThat(client.message()).endsWith("\r\n\r\n" + data);
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(data.length()) + "\r\n" + data + "\r\n0\r\n\r\n");
            assertThat(client.message()).endsWith("\r\n\r\n" + data);
            http2.headers(1, false, H2Wire.request("POST", "/"));
            http2.data(1, false, data.substring(0, 16_000)).data(1, true, "end");
            assertThat(http2.answer(1).body()).isEqualTo(data.substring(0, 16_000) + "end");
            assertThat(origin.connections).hasValue(1);
            assertThat(origin.resets).isEmpty();
        }
    }

    @Test
    void responsesWithoutABodyHaveNone() throws Exception {
        try (H2Origin origin = new H2Origin(e -> {
                    switch (e.path()) {
                        case "/204" -> e.headers(true, "204");
                        case "/304" -> e.headers(true, "304", "content-length", "7");
                        case "/early" -> e.head("103", "link", "a").headers(true, "200", "content-length", "0");
                        case "/late" -> e.head("200", "content-length", "7").data("", true);
                        default -> e.headers(true, "200");
                    }
                });
                Lab lab = lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send("GET /204 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 204 \r\n\r\n");
            client.send("GET /304 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 304 \r\ncontent-length: 7\r\n\r\n");
            client.send("GET /early HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 103 \r\nlink: a\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n");
            client.send("HEAD /late HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 200 \r\ncontent-length: 7\r\n\r\n");
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.message()).isEqualTo("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(origin.connections).hasValue(1);
            assertThat(origin.resets).isEmpty();
        }
    }

    @Test
    void aCallOfGrpcPassesWithItsTrailers() throws Exception {
        try (H2Origin origin = new H2Origin(e -> {
                    if (e.path().equals("/none")) {
                        e.headers(true, "200", "content-type", "application/grpc", "grpc-status", "12");
                    } else {
                        e.head("200", "content-type", "application/grpc")
                                .data(e.body(), false)
                                .headers(true, null, "grpc-status", "0", "grpc-message", "fine", "content-length", "1");
                    }
                });
                Lab lab = lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab);
                Wire http1 = lab.client()) {
            String[] call = {"content-type", "application/grpc", "te", "trailers"};
            client.headers(1, false, H2Wire.request("POST", "/call", call)).data(1, false, "message");
            client.headers(1, true, "x-sum", "1");
            Answer answer = client.answer(1);
            assertThat(answer.body()).isEqualTo("message");
            assertThat(answer.fields())
                    .containsOnly(
                            entry(":status", "200"),
                            entry("content-type", "application/grpc"),
                            entry("grpc-status", "0"),
                            entry("grpc-message", "fine"));
            assertThat(origin.requests.get(0).trailers()).containsOnly(entry("x-sum", "1"));
            assertThat(origin.requests.get(0).fields()).contains(entry("te", "trailers"));

            client.headers(3, false, H2Wire.request("POST", "/none", call)).data(3, true, "message");
            H2Wire.Frame only = client.next(H2Wire.HEADERS);
            assertThat(only.ends())
                    .as("a response of trailers only is one frame")
                    .isTrue();
            assertThat(client.decode(only).get("grpc-status")).hasToString("12");

            http1.send(CHUNKS + "0\r\nx-sum: 1\r\n\r\n");
            assertThat(http1.message()).endsWith("\r\n\r\nabc\r\ngrpc-status: 0\r\ngrpc-message: fine");
            assertThat(origin.requests.get(2).trailers()).containsOnly(entry("x-sum", "1"));
            assertThat(origin.resets).isEmpty();
        }
    }

    @Test
    void manyAtOnceOpenNoMoreConnectionsThanTheServersStreamsAskFor() throws Exception {
        List<Exchange> held = new CopyOnWriteArrayList<>();
        try (H2Origin origin = new H2Origin(4, null, held::add);
                Lab lab = lab().start(Mode.HTTP, origin.address)) {
            List<Wire> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(lab.client().send("GET /" + i + " HTTP/1.1\r\nHost: x\r\n\r\n"));
            }
            await().atMost(SOON).until(() -> held.size() == 10);
            assertThat(origin.connections).hasValue(3);
            held.forEach(e -> e.head("200").data(e.path(), true));
            for (int i = 0; i < 10; i++) {
                assertThat(clients.get(i).message()).endsWith("\r\n\r\n/" + i);
                clients.get(i).send("GET /again HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            await().atMost(SOON).until(() -> held.size() == 20);
            assertThat(origin.connections).hasValue(3);
            for (Wire client : clients) {
                client.reset(); // an orderly end could be that of its direction alone
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(origin.resets).hasSize(10));
            assertThat(origin.resets).containsOnly(Http2Error.CANCEL.code());
            await().atMost(SOON).until(() -> lab.real(1).activeConnections() == 0);
        }
    }

    @Test
    void whenTheServerSaysGoodbyeWhatIsUnderWayEndsAndWhatComesGoesElsewhere() throws Exception {
        List<Exchange> held = new CopyOnWriteArrayList<>();
        try (H2Origin origin = new H2Origin(held::add);
                Lab lab = lab().start(Mode.HTTP, origin.address);
                Wire first = lab.client();
                Wire second = lab.client()) {
            first.send(GET);
            await().atMost(SOON).until(() -> held.size() == 1);
            held.get(0).connection().write(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
            held.get(0).head("200", "content-length", "5").data("he", false);
            assertThat(first.head()).startsWith("HTTP/1.1 200 "); // and it came behind the goodbye
            second.send(GET);
            await().atMost(SOON).until(() -> held.size() == 2);
            assertThat(origin.connections).hasValue(2);
            held.get(0).data("llo", true);
            assertThat(first.take(5)).isEqualTo("hello");
            await().atMost(SOON).until(() -> origin.open() == 1);
            held.get(1).head("200").data("hello", true);
            assertThat(second.message()).endsWith("hello");
        }
    }

    @Test
    void aRefusedStreamIsTriedAgainWhereThatIsSafe() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (H2Origin origin = new H2Origin(e -> {
                    if (count.incrementAndGet() % 2 == 1) {
                        e.reset(Http2Error.REFUSED_STREAM);
                    } else {
                        e.head("200").data("hello", true);
                    }
                });
                Lab lab = lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send(GET);
            assertThat(client.message()).endsWith("hello");
            client.send(POST);
            assertThat(client.message()).startsWith("HTTP/1.1 502 ");
            client.send(POST);
            assertThat(client.message()).endsWith("hello");
        }
    }

    @Test
    void aConnectionThatEndsIsReplaced() throws Exception {
        try (H2Origin origin = H2Origin.answering("hello");
                Lab lab = lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (int i = 1; i <= 5; i++) {
                client.send(GET);
                assertThat(client.message()).endsWith("hello");
                origin.hangUp();
                await().atMost(SOON).until(() -> origin.open() == 0);
                assertThat(origin.connections).hasValue(i);
            }
        }
    }

    @Test
    void malformedResponsesAreNotPassedOn() throws Exception {
        try (H2Origin origin = new H2Origin(e -> {
                    switch (e.path()) {
                        case "/line" -> e.head("200", "a", "b\r\nc: d").data("x", true);
                        case "/name" -> e.head("200", "a b", "c").data("x", true);
                        case "/hop" ->
                            e.head("200", "transfer-encoding", "chunked").data("x", true);
                        case "/101" -> e.head("101").data("x", true);
                        case "/status" -> e.head("20").data("x", true);
                        case "/lengths" ->
                            e.head("200", "content-length", "1", "content-length", "2")
                                    .data("x", true);
                        case "/none" -> e.headers(true, "200", "content-length", "5");
                        case "/big" -> e.head("200", "a", "b".repeat(20_000)).data("x", true);
                        default -> e.head("200").data("hello", true);
                    }
                });
                Lab lab = lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (String path : List.of("line", "name", "hop", "101", "status", "lengths", "none", "big")) {
                client.send("GET /" + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.message()).as(path).startsWith("HTTP/1.1 502 ");
            }
            client.send(GET);
            assertThat(client.message()).endsWith("hello");
        }
    }

    @Test
    void aResponseThatBreaksOffIsSeenToBreakOff() throws Exception {
        try (H2Origin origin = new H2Origin(e -> {
                    switch (e.path()) {
                        case "/short" -> e.head("200", "content-length", "5").data("abc", true);
                        case "/long" -> e.head("200", "content-length", "1").data("abc", true);
                        case "/trailers" -> e.head("200").data("abc", false).headers(true, null, "a", "b\nc");
                        default -> e.head("200").data("abc", false).reset(Http2Error.INTERNAL_ERROR);
                    }
                });
                Lab lab = lab().start(Mode.HTTP, origin.address);
                H2Wire client = H2Wire.to(lab)) {
            int stream = 1;
            for (String path : List.of("/short", "/long", "/trailers", "/reset")) {
                Answer answer = client.headers(stream, true, H2Wire.get(path)).answer(stream);
                assertThat(answer.reset() == H2Wire.INTERNAL_ERROR
                                || answer.status().equals("502"))
                        .as(path + ": " + answer)
                        .isTrue();
                stream += 2;
            }
        }
    }

    @Test
    void aConnectionOnWhichAServerIsSilentIsNotUsedAgain() throws Exception {
        Lab silent = lab();
        silent.server = Duration.ofMillis(100);
        AtomicInteger count = new AtomicInteger();
        try (H2Origin origin = new H2Origin(e -> {
                    if (count.getAndIncrement() > 0) {
                        e.head("200").data("hello", true);
                    }
                });
                Lab lab = silent.start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send(GET);
            assertThat(client.message()).startsWith("HTTP/1.1 504 ");
            client.send(GET);
            assertThat(client.message()).endsWith("hello");
            assertThat(origin.connections).hasValue(2);
        }
    }

    @Test
    void aServerThatDoesNotSpeakItIsNamed() throws Exception {
        Lab only = lab();
        only.retries = 0;
        try (Origin origin = new Origin(wire -> {
                    wire.take(3);
                    wire.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                });
                Lab lab = only.start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send(GET);
            assertThat(client.message()).startsWith("HTTP/1.1 503 ");
            assertThat(lab.plane.capabilities().limits()).anyMatch(l -> l.startsWith("http/2 to web/s1: "));
        }
    }

    @Test
    void withoutAServerThereIsNoAnswer() throws Exception {
        Lab without = lab();
        without.retries = 0;
        try (Lab lab = without.start(Mode.HTTP, Origin.nobody());
                Wire client = lab.client()) {
            client.send(GET);
            assertThat(client.message()).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void whoeverWaitsForAConnectionThatDoesNotComeIsTold() throws Exception {
        Lab patient = lab();
        patient.connect = Duration.ofMillis(200);
        patient.retries = 0;
        try (Origin origin = new Origin(Wire::rest);
                Lab lab = patient.start(Mode.HTTP, origin.address);
                Wire first = lab.client();
                Wire second = lab.client()) {
            first.send(GET);
            second.send(GET);
            assertThat(first.message()).startsWith("HTTP/1.1 503 ");
            assertThat(second.message()).startsWith("HTTP/1.1 503 ");
            await().atMost(SOON).until(() -> origin.open.get() == 0);
            assertThat(lab.real(1).activeConnections()).isZero();
        }
    }

    @Test
    void clientsThatDoNotReadHoldTheServerBackAndNobodyElse() throws Exception {
        int total = 32 << 20;
        int many = 40;
        ByteBuf piece = Unpooled.buffer(1 << 16).writeZero(1 << 16);
        AtomicLong written = new AtomicLong();
        List<Wire> slow = new ArrayList<>();
        try (H2Origin origin = new H2Origin(e -> {
                    if (e.path().equals("/big")) {
                        e.head("200", "content-length", total + "");
                        for (int sent = 0; sent < total; sent += 1 << 16) {
                            e.data(piece.retainedDuplicate(), sent + (1 << 16) == total)
                                    .addListener(f -> written.addAndGet(f.isSuccess() ? 1 << 16 : 0));
                        }
                    } else {
                        e.head("200").data("hello", true);
                    }
                });
                Lab lab = lab().start(Mode.HTTP, origin.address);
                Wire other = lab.client()) {
            for (int i = 0; i < many; i++) {
                Wire client = lab.client();
                slow.add(client);
                client.socket.setReceiveBufferSize(1 << 16);
                client.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            }
            for (int i = 0; i < 100; i++) {
                other.send(GET);
                assertThat(other.message()).endsWith("hello");
            }
            assertThat(origin.connections).hasValue(1);
            assertThat(written.get()).isLessThan((long) many * total / 2);
            assertThat(slow.get(0).take(total)).hasSize(total);
            for (Wire client : slow) {
                client.reset();
            }
            await().atMost(SOON).until(() -> lab.real(1).activeConnections() == 0);
            assertThat(other.send(GET).message()).endsWith("hello");
        } finally {
            piece.release();
        }
    }

    @Test
    void aServerThatIsRemovedKeepsWhatIsUnderWayAndThenNothing() throws Exception {
        List<Exchange> held = new CopyOnWriteArrayList<>();
        try (H2Origin origin = new H2Origin(held::add);
                H2Origin next = H2Origin.answering("next");
                Lab lab = lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client();
                Wire other = lab.client()) {
            client.send(GET);
            await().atMost(SOON).until(() -> held.size() == 1);
            lab.real(next.address);
            lab.apply(new Edit.Remove(new Ref.Real(new RealServerRef("web", "s1")), Edit.Remove.NO_DEADLINE));
            other.send(GET);
            assertThat(other.message()).endsWith("next");
            assertThat(origin.open()).isOne();
            held.get(0).head("200").data("hello", true);
            assertThat(client.message()).endsWith("hello");
            await().atMost(SOON).until(() -> origin.open() == 0);
        }
    }

    @Test
    void aPoolMayChangeToHttp2AndBack() throws Exception {
        Lab changing = lab();
        changing.outbound = Outbound.PLAIN;
        try (Origin old = Origin.answering("old");
                H2Origin origin = H2Origin.answering("new");
                Lab lab = changing.start(Mode.HTTP, old.address);
                Wire client = lab.client()) {
            assertThat(client.send(GET).message()).endsWith("old");
            lab.outbound = new Outbound(Outbound.Header.OFF, null, true);
            lab.apply(new Edit.Change(lab.groupSpec(), lab.groupSpec()));
            lab.apply(new Edit.Change(
                    Lab.spec(1, old.address, 0, Presence.SERVING), Lab.spec(1, origin.address, 0, Presence.SERVING)));
            assertThat(client.send(GET).message()).endsWith("new");
            lab.outbound = Outbound.PLAIN;
            lab.apply(new Edit.Change(lab.groupSpec(), lab.groupSpec()));
            lab.apply(new Edit.Change(
                    Lab.spec(1, origin.address, 0, Presence.SERVING), Lab.spec(1, old.address, 0, Presence.SERVING)));
            assertThat(client.send(GET).message()).endsWith("old");
            await().atMost(SOON).until(() -> origin.open() == 0);
        }
    }

    @Test
    void whoWaitsForAConnectionGetsItThoughTheServerTakesNothingNewByThen() throws Exception {
        CountDownLatch drained = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        try (Origin origin = new Origin(wire -> {
                    pass(drained);
                    wire.send(H2Wire.bytes(H2Wire.SETTINGS, 0, 0, Unpooled.EMPTY_BUFFER));
                    wire.take("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
                    while (true) {
                        String head = wire.take(9);
                        wire.take(head.charAt(0) << 16 | head.charAt(1) << 8 | head.charAt(2));
                        if (head.charAt(3) == H2Wire.HEADERS) {
                            asked.countDown();
                        }
                    }
                });
                Lab lab = lab().start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send(GET);
            await().atMost(SOON).until(() -> origin.open.get() == 1);
            lab.apply(new Edit.Change(
                    Lab.spec(1, origin.address, 0, Presence.SERVING),
                    Lab.spec(1, origin.address, 0, Presence.LEAVING)));
            drained.countDown();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(origin.connections).hasValue(1);
        }
    }

    private static void pass(CountDownLatch latch) throws IOException {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void withinTlsItIsAgreedOn(@TempDir Path folder) throws Exception {
        TlsLab tls = new TlsLab(folder);
        String ca = tls.write("ca.pem", tls.authority().getCertificatePEM());
        X509Bundle own = tls.issue("web.example", "web.example");
        ServerTls wanted = new ServerTls(true, ca, "web.example", null);
        try (H2Origin origin = new H2Origin(100, server(own, ApplicationProtocolNames.HTTP_2), e -> e.head("200")
                        .data(e.fields().get(":scheme"), true));
                Lab lab = lab(wanted).start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).message()).endsWith("https");
            }
            assertThat(origin.connections).hasValue(1);
        }
        Lab without = lab(wanted);
        without.retries = 0;
        try (H2Origin origin = new H2Origin(100, server(own, ApplicationProtocolNames.HTTP_1_1), e -> {});
                Lab lab = without.start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            assertThat(client.send(GET).message()).startsWith("HTTP/1.1 503 ");
            assertThat(lab.plane.capabilities().limits()).anyMatch(l -> l.startsWith("tls to web/s1: no h2 by ALPN"));
        }
    }

    private static SslContext server(X509Bundle own, String protocol) throws IOException {
        return SslContextBuilder.forServer(own.getKeyPair().getPrivate(), own.getCertificatePath())
                .sslProvider(SslProvider.JDK)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocol))
                .build();
    }
}
