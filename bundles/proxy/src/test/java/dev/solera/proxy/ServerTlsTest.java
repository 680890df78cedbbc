package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Mode;
import dev.solera.api.Outbound;
import dev.solera.api.ServerTls;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServerTlsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    Path folder;

    private TlsLab tls;
    private String ca;

    @BeforeEach
    void authority() throws Exception {
        tls = new TlsLab(folder);
        ca = tls.write("ca.pem", tls.authority().getCertificatePEM());
    }

    /** A server of TLS; notes who it was asked to be and who its peer said it is. */
    private final class Secure implements AutoCloseable {
        final SSLServerSocket server;
        final List<String> asked = new CopyOnWriteArrayList<>();
        final List<String> peers = new CopyOnWriteArrayList<>();

        Secure(X509Bundle own, boolean wantsCertificate) throws Exception {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore store = own.toKeyStore("secret".toCharArray());
            keys.init(store, "secret".toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys.getKeyManagers(),
                    tls.authority().toTrustManagerFactory().getTrustManagers(),
                    null);
            server = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            server.setNeedClientAuth(wantsCertificate);
            Thread acceptor = new Thread(() -> {
                while (true) {
                    try {
                        SSLSocket socket = (SSLSocket) server.accept();
                        Thread serving = new Thread(() -> serve(socket));
                        serving.setDaemon(true);
                        serving.start();
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            acceptor.setDaemon(true);
            acceptor.start();
        }

        private void serve(SSLSocket socket) {
            try (Wire wire = new Wire(socket)) {
                socket.startHandshake();
                ((ExtendedSSLSession) socket.getSession())
                        .getRequestedServerNames()
                        .forEach(name -> asked.add(((SNIHostName) name).getAsciiName()));
                if (server.getNeedClientAuth()) {
                    peers.add(socket.getSession().getPeerPrincipal().getName());
                }
                for (String m = wire.message(); m != null; m = wire.message()) {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
                }
            } catch (IOException e) {
                // the client's test tells
            }
        }

        InetSocketAddress address() {
            return (InetSocketAddress) server.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private Lab lab(ServerTls settings) {
        Lab lab = new Lab();
        lab.outbound = new Outbound(Outbound.Header.OFF, settings, false);
        lab.retries = 0;
        return lab;
    }

    @Test
    void aVerifiedServerServesAndItsConnectionIsReused() throws Exception {
        try (Secure server = new Secure(tls.issue("web", "web.example"), false);
                Lab lab = lab(new ServerTls(true, ca, "web.example", null)).start(Mode.HTTP, server.address());
                Wire client = lab.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).message()).endsWith("secret");
            }
            assertThat(server.asked).containsExactly("web.example");
        }
    }

    @Test
    void aServerOfAnotherNameOrAuthorityIsNotSentARequest() throws Exception {
        TlsLab others = new TlsLab(folder);
        String otherCa = others.write("other.pem", others.authority().getCertificatePEM());
        try (Secure server = new Secure(tls.issue("web", "web.example"), false)) {
            for (ServerTls settings : List.of(
                    new ServerTls(true, ca, "else.example", null),
                    new ServerTls(true, otherCa, "web.example", null),
                    new ServerTls(true, ca, null, null))) {
                try (Lab lab = lab(settings).start(Mode.HTTP, server.address());
                        Wire client = lab.client()) {
                    assertThat(client.send(GET).message())
                            .as(settings.toString())
                            .startsWith("HTTP/1.1 503 ");
                    assertThat(lab.plane.capabilities().limits())
                            .as(settings.toString())
                            .anyMatch(note -> note.startsWith("tls to web/s1: "));
                }
            }
            try (Lab lab = lab(new ServerTls(false, null, null, null)).start(Mode.HTTP, server.address());
                    Wire client = lab.client()) {
                assertThat(client.send(GET).message()).endsWith("secret");
            }
        }
    }

    @Test
    void ourOwnCertificateIsShownToAServerThatAsks() throws Exception {
        String own = tls.write("own.pem", tls.issue("proxy"));
        try (Secure server = new Secure(tls.issue("web", "web.example"), true);
                Lab lab = lab(new ServerTls(true, ca, "web.example", own)).start(Mode.HTTP, server.address());
                Wire client = lab.client()) {
            assertThat(client.send(GET).message()).endsWith("secret");
            assertThat(server.peers).containsExactly("CN=proxy");
        }
    }

    @Test
    void bytesAreEncryptedInModeTcpToo() throws Exception {
        try (Secure server = new Secure(tls.issue("web", "web.example"), false);
                Lab lab = lab(new ServerTls(true, ca, "web.example", null)).start(Mode.TCP, server.address());
                Wire client = lab.client()) {
            assertThat(client.send(GET).message()).endsWith("secret");
        }
    }

    @Test
    void aFileThatChangesIsReadAgainAndOneThatIsMissingIsRefused() throws Exception {
        TlsLab others = new TlsLab(folder);
        String file = others.write("moving.pem", others.authority().getCertificatePEM());
        try (Secure server = new Secure(tls.issue("web", "web.example"), false);
                Lab lab = lab(new ServerTls(true, file, "web.example", null)).start(Mode.HTTP, server.address())) {
            try (Wire client = lab.client()) {
                assertThat(client.send(GET).message()).startsWith("HTTP/1.1 503 ");
            }
            tls.write("moving.pem", tls.authority().getCertificatePEM());
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                try (Wire client = lab.client()) {
                    return client.send(GET).message().endsWith("secret");
                }
            });
        }
        try (Lab lab = lab(new ServerTls(true, folder.resolve("none.pem").toString(), null, null))) {
            assertThat(lab.plane.apply(List.of(new dev.solera.spi.Edit.Add(lab.groupSpec()))))
                    .singleElement()
                    .satisfies(failure -> assertThat(failure.reason()).startsWith("server.tls.ca: "));
        }
    }

    @Test
    void anAnswerThatEndsWithTheConnectionHasToEndInOrder() throws Exception {
        for (boolean orderly : List.of(true, false)) {
            X509Bundle own = tls.issue("web", "web.example");
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own.toKeyStore("secret".toCharArray()), "secret".toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            try (Origin origin = new Origin(plain -> {
                        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                                .createSocket(plain.socket, "peer", plain.socket.getPort(), false);
                        socket.setUseClientMode(false);
                        Wire wire = new Wire(socket);
                        wire.message();
                        wire.send("HTTP/1.1 200 OK\r\n\r\nall of it");
                        if (orderly) {
                            socket.close();
                        }
                        plain.socket.close();
                    });
                    Lab lab = lab(new ServerTls(true, ca, "web.example", null)).start(Mode.HTTP, origin.address);
                    Wire client = lab.client()) {
                client.send(GET);
                String answer;
                try {
                    answer = client.head() + "|" + client.rest();
                } catch (IOException e) {
                    answer = "cut";
                }
                if (orderly) {
                    assertThat(answer).endsWith("all of it");
                } else {
                    assertThat(answer).isEqualTo("cut");
                }
            }
        }
    }
}
