package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The demo from its first start to a plain start after it, on one appliance. Skipped where one of its ports is taken. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {

    private static final URI WEB = URI.create("http://127.0.0.1:8080/");
    private static final int RESIDENT_KB_MAX = 400 * 1024;

    private static Appliance appliance;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        Ports.assumeFree(8080, 9001, 9002, 9003);
        appliance = Appliance.unpacked().start("--demo");
    }

    @AfterAll
    static void stop() {
        if (appliance != null) {
            appliance.close();
        }
    }

    @Test
    @Order(1)
    void threeServersTakeTurns() {
        await().atMost(15, TimeUnit.SECONDS).untilAsserted(() -> {
            Set<String> names = new TreeSet<>();
            for (int i = 0; i < 3; i++) {
                names.add(get(WEB).body());
            }
            assertThat(names).containsExactly("web1\n", "web2\n", "web3\n");
        });
    }

    @Test
    @Order(2)
    void theCommandEndpointAnswersWithExitCodes() {
        assertThat(appliance.sh("lb:list")).satisfies(outcome -> {
            assertThat(outcome.code()).isZero();
            assertThat(outcome.out()).contains("web").contains("127.0.0.1:8080");
        });
        assertThat(appliance.sh("lb:show nosuch")).satisfies(outcome -> {
            assertThat(outcome.code()).isNotZero();
            assertThat(outcome.err()).contains("nosuch");
        });
    }

    @Test
    @Order(3)
    void aServerThatFailsIsTakenOutAndNoRequestFails() throws Exception {
        post("http://127.0.0.1:9002/_demo?status=503");
        await().atMost(15, TimeUnit.SECONDS).until(() -> appliance
                .sh("lb:show web")
                .out()
                .lines()
                .anyMatch(line -> line.contains("web2") && line.contains("DOWN")));

        for (int i = 0; i < 6; i++) {
            assertThat(get(WEB).body()).isIn("web1\n", "web3\n");
        }
        post("http://127.0.0.1:9002/_demo?status=200");
    }

    @Test
    @Order(4)
    void nothingListensBeyondLoopback() throws IOException {
        assertThat(listeningBeyondLoopback(appliance.process().orElseThrow())).isEmpty();
    }

    @Test
    @Order(5)
    void staysWithinItsMemory() {
        assertThat(appliance.residentKilobytes()).isBetween(1L, (long) RESIDENT_KB_MAX);
    }

    @Test
    @Order(6)
    void aPlainStartDoesNotBringTheDemoUpAndLosesNoEdit() throws IOException {
        Path file = appliance.etc().resolve("solera.pool-web.cfg");
        String edited = Files.readString(file) + "\n# mine\n";
        appliance.write("solera.pool-web.cfg", edited);
        assertThat(appliance.launcher("stop").code()).isZero();

        appliance.start();

        assertThat(file).doesNotExist();
        assertThat(appliance.sh("lb:list").out()).doesNotContain("8080");
        Ports.assertFree(8080, 9001, 9002, 9003);
        appliance.launcher("stop");
        appliance.start("--demo");
        assertThat(file).hasContent(edited);
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
    }

    private void post(String uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    /** Returns the listening TCP sockets of a process whose address is not loopback, as /proc/net/tcp writes them. */
    private static Set<String> listeningBeyondLoopback(ProcessHandle process) throws IOException {
        Set<String> inodes = new TreeSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring("socket:[".length(), target.length() - 1));
                    }
                }
            }
        }
        Set<String> found = new TreeSet<>();
        for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                lines.skip(1).map(line -> line.strip().split("\\s+")).forEach(fields -> {
                    boolean listening = fields[3].equals("0A");
                    if (listening && inodes.contains(fields[9]) && !isLoopback(fields[1])) {
                        found.add(fields[1]);
                    }
                });
            }
        }
        return found;
    }

    /** The kernel writes addresses in words of the host's byte order: 127.x.y.z ends in 7F, mapped or not. */
    private static boolean isLoopback(String local) {
        String address = local.substring(0, local.indexOf(':'));
        byte[] bytes = HexFormat.of().parseHex(address);
        return bytes[bytes.length - 1] == 127 || address.equals("00000000000000000000000001000000");
    }
}
