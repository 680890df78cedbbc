package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Protocol;
import dev.solera.api.TlsProfile;
import dev.solera.api.TlsProfile.ClientAuth;
import dev.solera.api.TlsProfile.Source;
import dev.solera.api.TlsProfile.Version;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import dev.solera.proxy.internal.tls.Library;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import io.netty.handler.ssl.OpenSsl;
import io.netty.pkitesting.RevocationServer;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS of clients, with BoringSSL and with the JDK's. */
@ParameterizedClass
@EnumSource(names = {"BORINGSSL", "JDK"})
@Timeout(60)
class TlsTest {
    @Parameter
    Library library;

    @TempDir
    Path folder;

    private TlsLab tls;

    @BeforeEach
    void prepare() throws Exception {
        Assumptions.assumeTrue(library == Library.JDK || OpenSsl.isAvailable(), "BoringSSL is there");
        tls = new TlsLab(folder);
    }

    private Lab lab(Mode mode, TlsProfile profile, Origin... origins) {
        Lab lab = lab();
        lab.xForwarded = Treatment.ADD;
        lab.group();
        for (Origin origin : origins) {
            lab.real(origin.address);
        }
        lab.apply(new Edit.Add(lab.serviceSpec("web", mode, listeners(lab, profile))));
        return lab;
    }

    private static List<Listener> listeners(Lab lab, TlsProfile profile) {
        return List.of(new Listener("tls", lab.listen, Protocol.TCP, profile));
    }

    private Lab lab() {
        return new Lab(Lab.SETTINGS.with(library));
    }

    private TlsProfile shop() throws Exception {
        return tls.profile(new Source("shop", tls.write("shop.pem", tls.issue("shop.example", "shop.example"))));
    }

    private static Wire wire(SSLContext context, Lab lab, String host, String... versions) throws IOException {
        return new Wire(TlsLab.connect(context, lab.address(), host, versions));
    }

    private String subjectFor(Lab lab, String host) throws Exception {
        try (SSLSocket socket = TlsLab.connect(tls.trusting(null), lab.address(), host)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static String get(Wire client) throws IOException {
        return client.send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n").message();
    }

    @Test
    void aCertificateIsChosenByTheHostThatTheClientNames() throws Exception {
        tls.write("all/b.pem", tls.issue("*.example"));
        tls.write("all/c.pem", tls.issue("exact", "exact.example"));
        Source shop = new Source("shop", tls.write("shop.pem", tls.issue("shop", "shop.test")));
        TlsProfile profile = tls.profile(new Source("all", folder.resolve("all").toString()), shop);
        try (Lab lab = lab(Mode.HTTP, profile)) {
            assertThat(subjectFor(lab, "exact.example")).isEqualTo("CN=exact");
            assertThat(subjectFor(lab, "EXACT.example")).isEqualTo("CN=exact");
            assertThat(subjectFor(lab, "other.example")).isEqualTo("CN=*.example");
            assertThat(subjectFor(lab, "a.other.example")).isEqualTo("CN=shop");
            assertThat(subjectFor(lab, "example")).isEqualTo("CN=shop");
            assertThat(subjectFor(lab, null)).isEqualTo("CN=shop");
        }
    }

    @Test
    void withStrictSniOnlyNamedHostsAreServed() throws Exception {
        tls.strictSni = true;
        try (Lab lab = lab(Mode.HTTP, shop())) {
            assertThat(subjectFor(lab, "shop.example")).isEqualTo("CN=shop.example");
            assertThatThrownBy(() -> subjectFor(lab, "other.example"))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("unrecognized_name");
            assertThatThrownBy(() -> subjectFor(lab, null)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void requestsPassAndTheServerLearnsThatTheClientSpokeTls() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = lab(Mode.HTTP, shop(), origin);
                SSLSocket socket = TlsLab.connect(tls.trusting(null), lab.address(), "shop.example")) {
            Wire client = new Wire(socket);
            assertThat(get(client)).endsWith("hello");
            assertThat(get(client)).endsWith("hello");
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(origin.requests).hasSize(2).allMatch(r -> r.contains("X-Forwarded-Proto: https\r\n"));
            assertThat(lab.counters().totalConnections()).isEqualTo(1);
        }
    }

    @Test
    void aBodyOfManyRecordsArrivesWhole() throws Exception {
        String body = "0123456789abcdef".repeat(40_000);
        try (Origin origin = Origin.answering(body);
                Lab lab = lab(Mode.HTTP, shop(), origin);
                Wire client = wire(tls.trusting(null), lab, "shop.example")) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(client.message()).endsWith(body);
            assertThat(origin.requests.get(0)).endsWith(body);
        }
    }

    @Test
    void versionsAndCiphersAreThoseOfTheProfile() throws Exception {
        tls.minVersion = Version.TLS_1_3;
        try (Lab lab = lab(Mode.HTTP, shop());
                Wire old = wire(tls.trusting(null), lab, "shop.example", "TLSv1.2")) {
            assertThatThrownBy(() -> get(old)).isInstanceOf(SSLException.class);
        }
        tls.minVersion = Version.TLS_1_2;
        tls.maxVersion = Version.TLS_1_2;
        tls.ciphers = List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        try (Lab lab = lab(Mode.HTTP, shop());
                SSLSocket socket = TlsLab.connect(tls.trusting(null), lab.address(), "shop.example")) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        }
    }

    @Test
    void clientsShowAValidCertificateWhereItIsRequired() throws Exception {
        tls.clientAuth = ClientAuth.REQUIRED;
        tls.clientCa = tls.write("ca.pem", tls.authority().getCertificatePEM());
        X509Bundle revoked = tls.issue("revoked");
        tls.clientCrl = tls.write("crl.pem", crl(revoked));
        X509Bundle good = tls.issue("client");
        X509Bundle stranger = new TlsLab(folder).issue("stranger");
        try (Origin origin = Origin.answering("hello");
                Lab lab = lab(Mode.HTTP, shop(), origin)) {
            try (Wire client = wire(tls.trusting(good), lab, "shop.example")) {
                assertThat(get(client)).endsWith("hello");
            }
            for (X509Bundle bad : new X509Bundle[] {null, stranger, revoked}) {
                try (Wire client = wire(tls.trusting(bad), lab, "shop.example")) {
                    assertThatThrownBy(() -> get(client)).isInstanceOf(IOException.class);
                }
            }
            assertThat(origin.requests).hasSize(1);
            await().until(() -> lab.counters().activeConnections() == 0);
        }
        tls.clientAuth = ClientAuth.OPTIONAL;
        try (Origin origin = Origin.answering("hello");
                Lab lab = lab(Mode.HTTP, shop(), origin);
                Wire client = wire(tls.trusting(null), lab, "shop.example");
                Wire strange = wire(tls.trusting(stranger), lab, "shop.example")) {
            assertThat(get(client)).endsWith("hello");
            assertThatThrownBy(() -> get(strange)).isInstanceOf(IOException.class);
        }
    }

    private String crl(X509Bundle revoked) throws Exception {
        RevocationServer server = RevocationServer.getInstance();
        server.register(tls.authority());
        server.revoke(revoked, Instant.now());
        HttpResponse<byte[]> list = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.getCrlUri(tls.authority()))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        return "-----BEGIN X509 CRL-----\n" + Base64.getMimeEncoder().encodeToString(list.body())
                + "\n-----END X509 CRL-----\n";
    }

    @Test
    void sessionsAreResumed() throws Exception {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            SSLContext context = tls.trusting(null);
            try (Origin origin = Origin.answering("hello");
                    Lab lab = lab(Mode.HTTP, shop(), origin)) {
                long firstMillis = created(context, lab, version);
                await().until(() -> System.currentTimeMillis() > firstMillis);
                assertThat(created(context, lab, version)).as(version).isEqualTo(firstMillis);
            }
        }
    }

    /** Returns when the session of a new connection came to be: a resumed one did before. */
    private static long created(SSLContext context, Lab lab, String version) throws IOException {
        try (SSLSocket socket = TlsLab.connect(context, lab.address(), "shop.example", version)) {
            assertThat(get(new Wire(socket))).endsWith("hello"); // tickets of TLS 1.3 come behind the handshake
            return socket.getSession().getCreationTime();
        }
    }

    @Test
    void aChangedCertificateServesNewConnectionsAndLeavesOldOnesAlone() throws Exception {
        try (Origin origin = Origin.answering("hello");
                Lab lab = lab(Mode.HTTP, shop(), origin);
                Wire client = wire(tls.trusting(null), lab, "shop.example")) {
            assertThat(get(client)).endsWith("hello");
            tls.write("shop.pem", tls.issue("renewed", "shop.example"));
            await().until(() -> subjectFor(lab, "shop.example").equals("CN=renewed"));
            assertThat(get(client)).endsWith("hello");

            tls.write("shop.pem", "no certificate");
            await().until(() -> lab.plane.capabilities().limits().stream().anyMatch(l -> l.contains("cert.shop")));
            assertThat(subjectFor(lab, "shop.example")).isEqualTo("CN=renewed");
            assertThat(get(client)).endsWith("hello");
        }
    }

    @Test
    void filesThatCannotBeUsedAreNamedAndNothingListens() throws Exception {
        X509Bundle one = tls.issue("one", "one.example");
        X509Bundle two = tls.issue("two", "two.example");
        Source mixed = new Source("shop", tls.write("mixed.pem", one.getCertificatePathPEM() + two.getPrivateKeyPEM()));
        Source keyless = new Source("shop", tls.write("keyless.pem", one.getCertificatePathPEM()));
        Source missing = new Source("shop", folder.resolve("missing.pem").toString());
        try (Lab lab = lab()) {
            assertThat(refusal(lab, tls.profile(mixed)))
                    .contains("mixed.pem", "the private key of its first certificate");
            assertThat(refusal(lab, tls.profile(keyless))).contains("a private key in it, or in keyless.pem.key");
            assertThat(refusal(lab, tls.profile(missing))).contains("missing.pem (expected: a file that is there)");
            tls.write("keyless.pem.key", one.getPrivateKeyPEM());
            assertThat(apply(lab, tls.profile(keyless))).isEmpty();
            tls.ciphers = List.of("TLS_RSA_WITH_NONSENSE");
            assertThat(refusal(lab, tls.profile(keyless))).contains("ciphers: TLS_RSA_WITH_NONSENSE (expected: ");
            assertThat(subjectFor(lab, "one.example")).isEqualTo("CN=one");
        }
    }

    private static String refusal(Lab lab, TlsProfile profile) {
        return apply(lab, profile).get(0).reason();
    }

    private static List<Failure> apply(Lab lab, TlsProfile profile) {
        return lab.plane.apply(List.of(new Edit.Add(lab.serviceSpec("web", Mode.HTTP, listeners(lab, profile)))));
    }

    @Test
    void aCertificateThatEndsSoonIsTold() throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(3));
        TlsProfile profile =
                tls.profile(new Source("shop", tls.write("shop.pem", tls.issueUntil(end, "x", "x.example"))));
        try (Lab lab = lab(Mode.HTTP, profile)) {
            assertThat(lab.plane.capabilities().limits())
                    .anyMatch(l -> l.startsWith("tls site: the certificate of shop ends "));
        }
    }

    @Test
    void inModeTcpTheClientsEndIsPassedOn() throws Exception {
        AtomicInteger got = new AtomicInteger();
        Origin origin = new Origin(wire -> {
            got.set(wire.rest().length());
            wire.send("got " + got.get());
        });
        try (origin;
                Lab lab = lab(Mode.TCP, shop(), origin);
                Wire client = wire(tls.trusting(null), lab, "shop.example")) {
            client.send("x".repeat(200_000));
            client.socket.shutdownOutput();
            // With BoringSSL it ends the other direction too (RFC 5246 §7.2.1).
            assertThat(client.rest()).isEqualTo(library == Library.JDK ? "got 200000" : "");
            assertThat(got).hasValue(200_000);
            await().until(() -> lab.counters().activeConnections() == 0);
        }
    }

    @Test
    void aResponseThatIsCutDoesNotLookWhole() throws Exception {
        Origin origin = new Origin(wire -> {
            wire.head();
            wire.send("HTTP/1.1 200 OK\r\n\r\nhalf of it");
            wire.take(1);
        });
        try (origin;
                Lab lab = lab()) {
            lab.server = Duration.ofMillis(300);
            lab.group();
            lab.real(origin.address);
            lab.apply(new Edit.Add(lab.serviceSpec("web", Mode.HTTP, listeners(lab, shop()))));
            try (Wire client = wire(tls.trusting(null), lab, "shop.example")) {
                client.send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n").head();
                assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void handshakesKeepToTheirRateAndAllOfThemComeInTheEnd() throws Exception {
        tls.handshakeRate = 5;
        long startNanos = System.nanoTime();
        try (Origin origin = Origin.answering("hello");
                Lab lab = lab(Mode.HTTP, shop(), origin)) {
            List<SSLSocket> all = new ArrayList<>();
            try {
                for (int i = 0; i < 6; i++) {
                    all.add(TlsLab.connect(tls.trusting(null), lab.address(), "shop.example"));
                }
                for (SSLSocket socket : all) {
                    assertThat(get(new Wire(socket))).endsWith("hello");
                }
            } finally {
                for (SSLSocket socket : all) {
                    socket.close();
                }
            }
            // The first came at once, the others 200 ms apart at least.
            assertThat(System.nanoTime() - startNanos).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_000));
        }
    }

    @Test
    void whoSpeaksNoTlsOrNothingIsShownOutAndCostsNoServer() throws Exception {
        tls.handshake = Duration.ofMillis(300);
        try (Origin origin = Origin.answering("hello");
                Lab lab = lab(Mode.TCP, shop(), origin);
                Wire silent = lab.client();
                Wire plain = lab.client()) {
            plain.send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
            plain.rest();
            long startNanos = System.nanoTime();
            assertThat(silent.ends()).isTrue();
            assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(9));
            assertThat(origin.connections).hasValue(0);
            assertThat(lab.counters().totalConnections()).isZero();
        }
    }
}
