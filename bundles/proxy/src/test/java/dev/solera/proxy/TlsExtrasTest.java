package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.api.Mode;
import dev.solera.api.TlsProfile.ClientAuth;
import dev.solera.api.VirtualServer.Forwarded;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import dev.solera.spi.Edit;
import dev.solera.spi.Spec;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told along with a certificate, the server's or the client's. */
@Timeout(60)
class TlsExtrasTest {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");

    @TempDir
    Path folder;

    private TlsLab tls;

    @BeforeEach
    void certificates() throws Exception {
        tls = new TlsLab(folder);
        tls.write("shop.pem", tls.issue("shop.example", "shop.example"));
    }

    private Lab lab(InetSocketAddress server, boolean subject) {
        Lab lab = new Lab().group();
        lab.real(server);
        Spec.Service s = lab.tlsSpec(Mode.HTTP, tls.shop());
        lab.apply(new Edit.Add(new Spec.Service(
                s.name(),
                s.mode(),
                s.listeners(),
                s.pool(),
                0,
                new Forwarded(Treatment.OFF, Treatment.OFF, subject),
                s.timeouts(),
                s.balancing())));
        return lab;
    }

    private String seen(Origin origin, boolean subject, X509Bundle own) throws Exception {
        origin.requests.clear();
        try (Lab lab = lab(origin.address, subject);
                SSLSocket socket = TlsLab.connect(tls.trusting(own), lab.address(), "shop.example");
                Wire client = new Wire(socket)) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Client-Subject: CN=forged\r\n\r\n");
            assertThat(client.message()).endsWith("hello");
            return origin.requests.get(0);
        }
    }

    @Test
    void aServerIsToldTheSubjectAndNeverWhatTheClientMadeUp() throws Exception {
        tls.clientAuth = ClientAuth.OPTIONAL;
        tls.clientCa = tls.write("ca.pem", tls.authority().getCertificatePEM());
        try (Origin origin = Origin.answering("hello")) {
            assertThat(seen(origin, true, tls.issue("anna,O=J\u00f6rg")))
                    .contains("X-Client-Subject: CN=anna,O=J\\C3\\B6rg\r\n")
                    .doesNotContain("forged");
            assertThat(seen(origin, true, null)).doesNotContainIgnoringCase("x-client-subject");
            assertThat(seen(origin, false, null)).contains("X-Client-Subject: CN=forged\r\n");
        }
    }

    @Test
    void aResponseOfOcspBesideACertificateIsSentAlong() throws Exception {
        assumeTrue(Files.isExecutable(OPENSSL), OPENSSL + " is not installed");
        Files.write(folder.resolve("shop.pem.ocsp"), new byte[] {0x30, 3, 0x0a, 1, 0}); // successful, and nothing else
        try (Origin origin = Origin.answering("hello");
                Lab lab = lab(origin.address, false)) {
            assumeTrue(
                    lab.plane.capabilities().limits().stream().noneMatch(limit -> limit.contains("JDK")),
                    "BoringSSL is not available");
            Process client = new ProcessBuilder(
                            OPENSSL.toString(),
                            "s_client",
                            "-status",
                            "-servername",
                            "shop.example",
                            "-connect",
                            "127.0.0.1:" + lab.address().getPort())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
            assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(folder.resolve("out"), StandardCharsets.ISO_8859_1))
                    .contains("OCSP Response Status: successful (0x0)");
        }
    }

    @Test
    void aFileThatIsNoResponseOfOcspIsRefused() throws Exception {
        Files.write(folder.resolve("shop.pem.ocsp"), "not it".getBytes(StandardCharsets.US_ASCII));
        try (Lab lab = new Lab().group()) {
            Spec.Service s = lab.tlsSpec(Mode.HTTP, tls.shop());
            assertThat(lab.plane.apply(List.of(new Edit.Add(s))))
                    .singleElement()
                    .satisfies(failure -> assertThat(failure.reason())
                            .contains("a successful response of OCSP in DER in shop.pem.ocsp"));
        }
    }
}
