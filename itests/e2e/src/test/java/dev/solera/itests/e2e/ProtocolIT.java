package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.itests.appliance.Appliance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** HTTP/2 and the PROXY protocol with clients that others wrote, each skipped where it is not installed. */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class ProtocolIT {
    private Site site;
    private int tlsPort;
    private int introducedPort;

    @BeforeAll
    void start() throws Exception {
        site = Site.with(2);
        tlsPort = Appliance.freePort();
        introducedPort = Appliance.freePort();
        Tls.certificate(site.appliance().etc(), "first");
        site.appliance().write("solera.tls-site.cfg", "cert = certs/site.pem\n");
        site.appliance()
                .write(
                        "solera.virtualserver-secure.cfg",
                        "mode = http\nlisten = 127.0.0.1:" + tlsPort + " tls=site\npool = web\n");
        site.appliance()
                .write(
                        "solera.virtualserver-behind.cfg",
                        "mode = http\nlisten = 127.0.0.1:" + introducedPort
                                + "\nproxy.header = required\nproxy.from = 127.0.0.0/8\npool = web\n");
        await().atMost(Duration.ofSeconds(20)).until(() -> site.json("lb:list").size() == 3);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void curlSpeaksHttp2WithPriorKnowledgeAndByNegotiation() throws Exception {
        String format = "%{http_version} %{http_code}";
        assertThat(run(
                        "/usr/bin/curl",
                        "-s",
                        "--max-time",
                        "20",
                        "--http2-prior-knowledge",
                        "-o",
                        "/dev/null",
                        "-w",
                        format,
                        clear("/")))
                .isEqualTo("2 200");
        assertThat(run("/usr/bin/curl", "-s", "-k", "--max-time", "20", "-o", "/dev/null", "-w", format, secure("/")))
                .isEqualTo("2 200");
        assertThat(run(
                        "/usr/bin/curl",
                        "-s",
                        "-k",
                        "--max-time",
                        "20",
                        "--http1.1",
                        "-o",
                        "/dev/null",
                        "-w",
                        format,
                        secure("/")))
                .isEqualTo("1.1 200");
    }

    @Test
    void aLargeBodyArrivesWhole() throws Exception {
        assertThat(run(
                        "/usr/bin/curl",
                        "-s",
                        "-k",
                        "--max-time",
                        "60",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_version} %{size_download}",
                        secure("/big")))
                .isEqualTo("2 " + Backend.BIG_BYTES);
    }

    @Test
    void h2loadGetsAnAnswerToEachRequest() throws Exception {
        for (String url : List.of(clear("/"), secure("/"))) {
            String report = run("/usr/bin/h2load", "-n", "5000", "-c", "4", "-m", "50", url);
            assertThat(report)
                    .contains("5000 succeeded, 0 failed, 0 errored, 0 timeout")
                    .contains("5000 2xx");
        }
    }

    @Test
    void whoSendsNoProxyHeaderDoesNotGetInAndWhoDoesDoes() throws Exception {
        String url = "http://127.0.0.1:" + introducedPort + "/";
        assertThat(run(
                        "/usr/bin/curl",
                        "-s",
                        "--max-time",
                        "20",
                        "--haproxy-protocol",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        url))
                .isEqualTo("200");
        assertThat(run("/usr/bin/curl", "-s", "--max-time", "20", "-o", "/dev/null", "-w", "%{http_code}", url))
                .isEqualTo("000");
    }

    private String clear(String path) {
        return "http://127.0.0.1:" + site.port() + path;
    }

    private String secure(String path) {
        return "https://127.0.0.1:" + tlsPort + path;
    }

    private static String run(String... command) throws Exception {
        assumeTrue(Files.isExecutable(Path.of(command[0])), command[0] + " is not installed");
        Path out = Files.createTempFile("protocol", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + ": no end: " + Files.readString(out));
            }
            return Files.readString(out).strip();
        } finally {
            Files.delete(out);
        }
    }
}
