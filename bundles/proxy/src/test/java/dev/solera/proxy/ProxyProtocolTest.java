package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Inbound;
import dev.solera.api.Inbound.Header;
import dev.solera.api.Mode;
import dev.solera.api.Network;
import dev.solera.api.Outbound;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import dev.solera.proxy.internal.proxyprotocol.HeaderReader;
import dev.solera.proxy.internal.proxyprotocol.ProxyHeader;
import dev.solera.spi.Edit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProxyProtocolTest {
    private static final String LINE = "PROXY TCP4 192.0.2.7 198.51.100.1 40001 443\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private static Inbound header(Header header, String... from) {
        List<Network> networks = java.util.Arrays.stream(from)
                .map(text -> Network.parse(text, false))
                .toList();
        return new Inbound(header, networks, 0, Duration.ofSeconds(5), Map.of());
    }

    private static Lab lab(Inbound inbound) {
        Lab lab = new Lab();
        lab.inbound = inbound;
        lab.xForwarded = Treatment.ADD;
        return lab;
    }

    @Test
    void theClientIsWhoTheHeaderSays() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = lab(header(Header.REQUIRED)).start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send(LINE.substring(0, 9)).send(LINE.substring(9) + GET);
            assertThat(client.message()).endsWith("hello");
            assertThat(origin.requests.get(0)).contains("X-Forwarded-For: 192.0.2.7\r\n");
        }
    }

    @Test
    void whoSendsNoneOrABadOneDoesNotGetInWhereOneIsRequired() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = lab(header(Header.REQUIRED)).start(Mode.HTTP, origin.address)) {
            for (String bytes : List.of(GET, "PROXY TCP4 1 2 3 4\r\n" + GET)) {
                try (Wire client = lab.client()) {
                    client.send(bytes);
                    assertThat(endsOrIsReset(client)).isTrue();
                }
            }
            assertThat(origin.connections).hasValue(0);
            assertThat(lab.counters().errors()).isEqualTo(2);
        }
    }

    @Test
    void whoIsNotTrustedDoesNotGetInWhereOneIsRequired() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = lab(header(Header.REQUIRED, "192.0.2.0/24")).start(Mode.HTTP, origin.address);
                Wire client = lab.client()) {
            client.send(LINE + GET);
            assertThat(endsOrIsReset(client)).isTrue();
            assertThat(origin.connections).hasValue(0);
        }
    }

    @Test
    void whatStrangersSendIsNeverTakenForAHeaderAndTrustedOnesMayLeaveItOut() throws Exception {
        try (Origin origin = Origin.answering("hello")) {
            try (Lab lab = lab(header(Header.OPTIONAL, "192.0.2.0/24")).start(Mode.HTTP, origin.address);
                    Wire client = lab.client()) {
                client.send(LINE + GET);
                assertThat(client.message()).startsWith("HTTP/1.1 400 ");
            }
            try (Lab lab = lab(header(Header.OPTIONAL, "127.0.0.0/8")).start(Mode.HTTP, origin.address);
                    Wire bare = lab.client();
                    Wire introduced = lab.client()) {
                bare.send(GET);
                assertThat(bare.message()).endsWith("hello");
                introduced.send(LINE + GET);
                assertThat(introduced.message()).endsWith("hello");
                assertThat(origin.requests.get(0)).contains("X-Forwarded-For: 127.0.0.1\r\n");
                assertThat(origin.requests.get(1)).contains("X-Forwarded-For: 192.0.2.7\r\n");
            }
        }
    }

    @Test
    void aClientThatSaysNothingIsLetGo() throws Exception {
        Lab lab = lab(header(Header.REQUIRED));
        lab.request = Duration.ofMillis(200);
        try (Origin origin = Origin.answering("hello");
                Lab started = lab.start(Mode.TCP, origin.address);
                Wire client = started.client()) {
            client.send("PROXY TCP4");
            assertThat(endsOrIsReset(client)).isTrue();
            assertThat(origin.connections).hasValue(0);
        }
    }

    @Test
    void aServerIsToldTheClientBeforeAnythingElse() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Lab lab = lab(header(Header.REQUIRED));
        lab.outbound = new Outbound(Outbound.Header.V1);
        try (Origin origin = new Origin(wire -> {
                    StringBuilder line = new StringBuilder();
                    while (line.indexOf("\n") < 0) {
                        line.append((char) wire.read());
                    }
                    lines.add(line.toString());
                    for (String m = wire.message(); m != null; m = wire.message()) {
                        wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                });
                Lab started = lab.start(Mode.HTTP, origin.address);
                Wire one = started.client();
                Wire two = started.client()) {
            one.send(LINE + GET);
            assertThat(one.message()).endsWith("ok");
            two.send(LINE.replace("192.0.2.7", "192.0.2.8") + GET);
            assertThat(two.message()).endsWith("ok");
            assertThat(lines).containsExactly(LINE, LINE.replace("192.0.2.7", "192.0.2.8"));
        }
    }

    @Test
    void aBinaryHeaderTellsWhatIsKnownOfTheClientsTls(@TempDir Path folder) throws Exception {
        TlsLab tls = new TlsLab(folder);
        tls.write("shop.pem", tls.issue("shop.example", "shop.example"));
        List<ProxyHeader> headers = new CopyOnWriteArrayList<>();
        Lab lab = new Lab();
        lab.outbound = new Outbound(Outbound.Header.V2);
        try (Origin origin = new Origin(wire -> {
                    HeaderReader reader = new HeaderReader();
                    ByteBuf byteBuf = Unpooled.buffer();
                    HeaderReader.State state = HeaderReader.State.MORE;
                    while (state == HeaderReader.State.MORE) {
                        state = reader.feed(byteBuf.clear().writeByte(wire.read()));
                    }
                    headers.add(reader.header());
                    wire.send("answer " + wire.take(4));
                });
                Lab started = lab.group()) {
            lab.real(origin.address);
            lab.apply(new Edit.Add(lab.tlsSpec(Mode.TCP, tls.shop())));
            try (SSLSocket client = TlsLab.connect(tls.trusting(null), started.address(), "shop.example")) {
                client.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(client.getInputStream().readNBytes(11), StandardCharsets.US_ASCII))
                        .isEqualTo("answer ping");
                ProxyHeader header = headers.get(0);
                assertThat(header.source()).isEqualTo(client.getLocalSocketAddress());
                assertThat(header.destination()).isEqualTo(client.getRemoteSocketAddress());
                assertThat(text(header, ProxyHeader.AUTHORITY)).isEqualTo("shop.example");
                assertThat(text(header, ProxyHeader.ALPN)).isEqualTo("http/1.1");
                assertThat(text(header, ProxyHeader.SSL)).contains("TLSv1.3");
            }
        }
    }

    private static String text(ProxyHeader header, int type) {
        return header.fields().stream()
                .filter(field -> field.type() == type)
                .map(field -> new String(field.value(), StandardCharsets.ISO_8859_1))
                .findFirst()
                .orElse("");
    }

    @Test
    void haproxyTakesOurHeadersAndWeTakeIts(@TempDir Path folder) throws Exception {
        for (Outbound.Header version : List.of(Outbound.Header.V1, Outbound.Header.V2)) {
            String send =
                    version == Outbound.Header.V1 ? "send-proxy" : "send-proxy-v2 proxy-v2-options crc32c,unique-id";
            Lab behind = lab(header(Header.REQUIRED, "127.0.0.0/8"));
            Lab before = new Lab();
            before.outbound = new Outbound(version);
            before.inbound = header(Header.REQUIRED);
            // client -> we -> HAProxy -> we -> origin
            try (Origin origin = Origin.answering("hello");
                    Lab last = behind.start(Mode.HTTP, origin.address);
                    Haproxy haproxy = Haproxy.start(
                            folder, "tcp", "accept-proxy", dev.solera.api.Addresses.text(last.address()) + " " + send);
                    Lab first = before.start(Mode.HTTP, haproxy.address());
                    Wire client = first.client()) {
                client.send(LINE + GET);
                assertThat(client.message()).as(send).endsWith("hello");
                assertThat(origin.requests.get(0)).as(send).contains("X-Forwarded-For: 192.0.2.7\r\n");
            }
        }
    }

    @Test
    void aTlsThatPassesThroughGoesToThePoolOfItsHost(@TempDir Path folder) throws Exception {
        TlsLab tls = new TlsLab(folder);
        Lab lab = new Lab();
        lab.inbound = new Inbound(
                Header.OFF,
                List.of(),
                0,
                Duration.ofMillis(300),
                Map.of("api.example", "api", "*.shop.example", "api"));
        try (Origin api = new Origin(wire -> wire.send("api " + hello(wire)));
                Origin rest = new Origin(wire -> wire.send("rest " + hello(wire)));
                Lab started = lab.group()) {
            lab.real(rest.address);
            lab.apply(
                    new Edit.Add(new dev.solera.spi.Spec.Group(
                            "api",
                            "rr",
                            "",
                            new Lab.RoundRobin(),
                            0,
                            Duration.ZERO,
                            lab.groupSpec().timeouts())),
                    new Edit.Add(new dev.solera.spi.Spec.Real(
                            new dev.solera.api.RealServerRef("api", "a1"),
                            9,
                            api.address,
                            16,
                            0,
                            dev.solera.api.Forwarding.NAT,
                            0,
                            0,
                            dev.solera.api.Presence.SERVING)));
            lab.service(Mode.TCP);
            byte[] toApi = clientHello(tls, "api.example");
            assertThat(answer(started, toApi)).isEqualTo("api 22");
            assertThat(answer(started, clientHello(tls, "x.shop.example"))).isEqualTo("api 22");
            assertThat(answer(started, clientHello(tls, "else.example"))).isEqualTo("rest 22");
            assertThat(answer(started, "no TLS at all".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo("rest 110");
            try (Wire split = started.client()) {
                for (byte b : toApi) {
                    split.send(new byte[] {b});
                }
                assertThat(split.rest()).isEqualTo("api 22");
            }
            try (Wire silent = started.client()) {
                silent.send(new byte[] {22, 3, 1});
                assertThat(silent.rest()).isEqualTo("rest 22");
            }
        }
    }

    private static int hello(Wire wire) throws IOException {
        return wire.read();
    }

    private static String answer(Lab lab, byte[] bytes) throws IOException {
        try (Wire client = lab.client()) {
            return client.send(bytes).rest();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Returns what a client of the JDK sends first. */
    private static byte[] clientHello(TlsLab tls, String host) throws Exception {
        javax.net.ssl.SSLEngine engine = tls.trusting(null).createSSLEngine(host, 443);
        engine.setUseClientMode(true);
        java.nio.ByteBuffer out =
                java.nio.ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(java.nio.ByteBuffer.allocate(0), out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    @Test
    void oneAddressHasSoManyConnectionsAndNoMore() throws Exception {
        Lab lab = lab(new Inbound(Header.OFF, List.of(), 2, Duration.ofSeconds(5), Map.of()));
        try (Origin origin = Origin.answering("hello");
                Lab started = lab.start(Mode.HTTP, origin.address);
                Wire one = started.client()) {
            one.send(GET);
            assertThat(one.message()).endsWith("hello");
            try (Wire two = started.client()) {
                two.send(GET);
                assertThat(two.message()).endsWith("hello");
                // Only now: two loops may accept in another order than clients connected.
                assertThat(isTurnedAway(started)).isTrue();
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> lab.counters().activeConnections() == 1);
            try (Wire again = started.client()) {
                again.send(GET);
                assertThat(again.message()).endsWith("hello");
            }
        }
    }

    private static boolean isTurnedAway(Lab lab) {
        try (Wire client = lab.client()) {
            return endsOrIsReset(client);
        } catch (IOException e) {
            return true; // reset before the client had set its own end up
        }
    }

    private static boolean endsOrIsReset(Wire client) {
        try {
            return client.ends();
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
