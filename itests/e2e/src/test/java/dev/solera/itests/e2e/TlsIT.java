package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS with the library that comes with the appliance, which has to be found in the framework. */
@Timeout(120)
class TlsIT {
    private static final char[] PASSWORD = "secret".toCharArray();

    @Test
    void tlsEndsAtTheApplianceAndFollowsTheFileOfTheCertificate() throws Exception {
        try (Site site = Site.with(1)) {
            Appliance appliance = site.appliance();
            int port = Appliance.freePort();
            certificate(appliance.etc(), "first");
            appliance.write("solera.tls-site.cfg", "cert = certs/site.pem\n");
            appliance.write(
                    "solera.virtualserver-secure.cfg",
                    "mode = http\nlisten = 127.0.0.1:" + port + " tls=site\npool = web\n");
            await().atMost(Duration.ofSeconds(20)).until(() -> isOpen(port));

            try (SSLSocket stays = connect(port)) {
                assertThat(get(stays)).contains("HTTP/1.1 200");
                assertThat(subject(stays)).isEqualTo("CN=first");
                assertThat(appliance.sh("solera:status").out()).doesNotContain("BoringSSL");
                assertThat(appliance.log()).contains("main for first until");

                certificate(appliance.etc(), "second");
                await().atMost(Duration.ofSeconds(20)).until(() -> {
                    try (SSLSocket next = connect(port)) {
                        return subject(next).equals("CN=second");
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

    /** Puts a new self-signed certificate with its key in the place of the old one. */
    private static void certificate(Path etc, String name) throws Exception {
        Path store = Files.createTempDirectory("tls").resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "site",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Path folder = Files.createDirectories(etc.resolve("certs"));
        Path made = folder.resolve("new");
        Files.writeString(
                made,
                pem("CERTIFICATE", keys.getCertificate("site").getEncoded())
                        + pem("PRIVATE KEY", keys.getKey("site", PASSWORD).getEncoded()));
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
        Files.move(made, folder.resolve("site.pem"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(store);
        Files.delete(store.getParent());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    private static SSLSocket connect(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private static String subject(SSLSocket socket) throws Exception {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private static String get(SSLSocket socket) throws Exception {
        OutputStream out = socket.getOutputStream();
        out.write("GET / HTTP/1.1\r\nHost: first\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        byte[] some = new byte[65536];
        int n = socket.getInputStream().read(some);
        return new String(some, 0, Math.max(0, n), StandardCharsets.ISO_8859_1);
    }

    /** The test looks at the certificate itself. */
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
