package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS with the library that comes with the appliance, which has to be found in the framework. */
@Timeout(120)
class TlsIT {
    @Test
    void tlsEndsAtTheApplianceAndFollowsTheFileOfTheCertificate() throws Exception {
        try (Site site = Site.with(1)) {
            Appliance appliance = site.appliance();
            int port = Appliance.freePort();
            Tls.certificate(appliance.etc(), "first");
            appliance.write("solera.tls-site.cfg", "cert = certs/site.pem\n");
            appliance.write(
                    "solera.virtualserver-secure.cfg",
                    "mode = http\nlisten = 127.0.0.1:" + port + " tls=site\npool = web\n");
            await().atMost(Duration.ofSeconds(20)).until(() -> isOpen(port));

            try (SSLSocket stays = Tls.connect(port)) {
                assertThat(get(stays)).contains("HTTP/1.1 200");
                assertThat(Tls.subject(stays)).isEqualTo("CN=first");
                assertThat(appliance.sh("solera:status").out()).doesNotContain("BoringSSL");
                assertThat(appliance.log()).contains("main for first until");

                Tls.certificate(appliance.etc(), "second");
                await().atMost(Duration.ofSeconds(20)).until(() -> {
                    try (SSLSocket next = Tls.connect(port)) {
                        return Tls.subject(next).equals("CN=second");
                    }
                });
                assertThat(get(stays)).contains("HTTP/1.1 200");
            }
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static String get(SSLSocket socket) throws Exception {
        OutputStream out = socket.getOutputStream();
        out.write("GET / HTTP/1.1\r\nHost: first\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        byte[] some = new byte[65536];
        int n = socket.getInputStream().read(some);
        return new String(some, 0, Math.max(0, n), StandardCharsets.ISO_8859_1);
    }
}
