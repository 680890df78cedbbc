package dev.solera.checks.internal;

import static dev.solera.checks.internal.Servers.BOUND;
import static dev.solera.checks.internal.Servers.check;
import static dev.solera.checks.internal.Servers.keys;
import static dev.solera.checks.internal.Servers.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.testkit.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsCheckTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path folder;

    private static SelfSigned certificate;

    private final CheckLoops loops = new CheckLoops();
    private final HttpCheckerFactory http = new HttpCheckerFactory(loops);
    private final TcpCheckerFactory tcp = new TcpCheckerFactory(loops);

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = SelfSigned.make(folder);
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void anyCertificateWillDoByDefault() {
        try (LoopbackServer server = secured()) {
            assertThat(line(check(http, server.address(), "tls", "true", "body", "ok")))
                    .isEqualTo("PASS L7OK 200 status 200, body as expected");
            assertThat(line(check(tcp, server.address(), "tls", "true"))).isEqualTo("PASS L6OK 0 TLS handshake done");
        }
    }

    @Test
    void anAuthorityGivenIsAskedFor() {
        try (LoopbackServer server = secured()) {
            assertThat(line(check(
                            http,
                            server.address(),
                            "tls",
                            "true",
                            "tls.ca",
                            certificate.pem().toString())))
                    .isEqualTo("PASS L7OK 200 status 200");
        }
    }

    @Test
    void aCertificateOfNoKnownAuthorityIsRefused() {
        try (LoopbackServer server = secured()) {
            assertThat(line(check(http, server.address(), "tls", "true", "tls.verify", "true")))
                    .isEqualTo(
                            "FAIL L6RSP 0 certificate refused: unable to find valid certification path to requested target");
        }
    }

    @Test
    void theNameIsLookedForInAVerifiedCertificate() {
        String ca = certificate.pem().toString();
        try (LoopbackServer server = secured()) {
            assertThat(line(check(http, server.address(), "tls", "true", "tls.ca", ca, "tls.sni", "www.example.org")))
                    .isEqualTo("PASS L7OK 200 status 200");
            assertThat(line(check(http, server.address(), "tls", "true", "tls.ca", ca, "tls.sni", "www.example.com")))
                    .isEqualTo(
                            "FAIL L6RSP 0 certificate refused: No subject alternative DNS name matching www.example.com found.");
            assertThat(line(check(http, server.address(), "tls", "true", "tls.sni", "www.example.com")))
                    .isEqualTo("PASS L7OK 200 status 200");
        }
    }

    @Test
    void theNameIsSent() throws Exception {
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.start(client -> {
            SSLSocket socket = certificate.over(client);
            socket.startHandshake();
            names.complete(((ExtendedSSLSession) socket.getSession())
                    .getRequestedServerNames().stream()
                            .map(name -> new String(name.getEncoded(), StandardCharsets.US_ASCII))
                            .toList());
        })) {
            check(tcp, server.address(), "tls", "true", "tls.sni", "shop");
            assertThat(names.get(BOUND.toSeconds(), TimeUnit.SECONDS)).containsExactly("shop");
        }
    }

    @Test
    void aServerWithoutTlsIsNamed() {
        try (LoopbackServer server = LoopbackServer.start(client -> {
            client.getInputStream().read();
            Servers.write(client, "HTTP/1.1 400 Bad Request\r\n\r\n");
        })) {
            assertThat(line(check(http, server.address(), "tls", "true")))
                    .isEqualTo("FAIL L6RSP 0 the server does not speak TLS");
        }
    }

    @Test
    void aServerThatClosesInTheHandshakeIsNamed() {
        try (LoopbackServer server =
                LoopbackServer.start(client -> client.getInputStream().readNBytes(5))) {
            assertThat(line(check(http, server.address(), "tls", "true")))
                    .matches("FAIL L6RSP 0 connection (closed|reset) by the server in the TLS handshake");
        }
    }

    @Test
    void aServerSilentInTheHandshakeTimesOutThere() {
        try (LoopbackServer server = LoopbackServer.silent()) {
            assertThat(line(Timeouts.untilNotVoid(http, server.address(), "tls", "true")))
                    .isEqualTo("FAIL L6TOUT 0 timeout after 500 ms in the TLS handshake");
        }
    }

    @Test
    void theServerSeesAProperEnd() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.start(client -> {
            try (SSLSocket socket = certificate.over(client)) {
                end.complete(socket.getInputStream().read());
            } catch (IOException e) {
                end.completeExceptionally(e);
            }
        })) {
            assertThat(line(check(tcp, server.address(), "tls", "true"))).isEqualTo("PASS L6OK 0 TLS handshake done");
            assertThat(end.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isEqualTo(-1);
        }
    }

    @Test
    void aFileThatHoldsNoCertificateIsRefused() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
        for (String file :
                List.of(empty.toString(), folder.resolve("missing.pem").toString())) {
            assertThatThrownBy(() -> http.create(keys("tls", "true", "tls.ca", file)))
                    .hasMessage("tls.ca: " + file + " (expected: a readable PEM file of certificates)");
        }
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> http.create(keys("tls", "true", "tls.sni", "no name")))
                .hasMessage("tls.sni: no name (expected: a host name such as www.example.org)");
    }

    private static LoopbackServer secured() {
        return LoopbackServer.start(client -> {
            SSLSocket socket = certificate.over(client);
            Servers.requestHead(socket);
            Servers.write(socket, OK);
            socket.close();
        });
    }
}
