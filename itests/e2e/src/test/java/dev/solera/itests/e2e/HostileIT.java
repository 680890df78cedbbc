package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad clients and bad servers get what they deserve, and a good client beside them notices nothing. */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class HostileIT {
    private static final String REST = " HTTP/1.1\r\nHost: a\r\n";

    private Site site;
    private Load good;

    @BeforeAll
    void start() {
        site = Site.with(2);
    }

    @AfterAll
    void stop() {
        Load.stopAll();
        site.close();
    }

    @BeforeEach
    void goodClient() {
        good = Load.on(site.port(), 2);
    }

    @AfterEach
    void goodClientIsUnharmed() {
        long before = good.done();
        await().atMost(Duration.ofSeconds(10)).until(() -> good.done() > before + 20);
        assertThat(good.stop().failures()).isEmpty();
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                Arguments.of(
                        "both lengths",
                        "POST /" + REST + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        400),
                Arguments.of("bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400),
                Arguments.of("NUL in a value", "GET /" + REST + "X: a\0b\r\n\r\n", 400),
                Arguments.of("obs-fold", "GET /" + REST + "X: a\r\n b\r\n\r\n", 400),
                Arguments.of("two lengths", "POST /" + REST + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
                Arguments.of("space before colon", "GET /" + REST + "X : a\r\n\r\n", 400),
                Arguments.of("no host", "GET / HTTP/1.1\r\n\r\n", 400),
                Arguments.of("1 MB header", "GET /" + REST + "X: " + "x".repeat(1 << 20) + "\r\n\r\n", 431),
                Arguments.of("100,000 headers", "GET /" + REST + "X: y\r\n".repeat(100_000) + "\r\n", 431));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRequests")
    void aBadRequestIsRefusedAndTheConnectionClosed(String name, String request, int status) throws IOException {
        try (Client client = new Client(site.port())) {
            try {
                client.write(request);
            } catch (IOException e) {
                // Refused before all of it was sent: the answer is there all the same, or the connection was reset
                // under it.
                assertThat(request.length()).as(name).isGreaterThan(100_000);
            }
            assertThat(answerOrReset(client)).as(name).isIn(status, -1);
            if (request.length() < 100_000) {
                assertThat(client.ended()).as(name).isTrue();
            }
        }
    }

    @Test
    void anEndlessChunkExtensionEnds() throws IOException {
        try (Client client = new Client(site.port())) {
            client.write("POST /" + REST + "Transfer-Encoding: chunked\r\n\r\n5;");
            try {
                for (int i = 0; i < 1_000; i++) {
                    client.write("x".repeat(1_000));
                }
            } catch (IOException e) {
                // Cut while still sending: as good as an answer.
            }
            assertThat(answerOrReset(client)).isIn(400, -1);
            assertThat(endedOrReset(client)).isTrue();
        }
    }

    @Test
    void aBodyShorterThanAnnouncedIsNotPassedOffAsWhole() throws IOException {
        try (Client client = new Client(site.port())) {
            client.write("POST /" + REST + "X-Id: short\r\nContent-Length: 100\r\n\r\nonly this");
            client.socket().shutdownOutput();
            assertThat(answerOrReset(client)).isIn(400, -1);
        }
        assertThat(site.backend(1).seen()).doesNotContainKey("short");
        assertThat(site.backend(2).seen()).doesNotContainKey("short");
    }

    @Test
    void aServerThatNeverAnswersCostsA504AndOneThatStopsShortCutsTheAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerSocket curt = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int port = Appliance.freePort();
            int shortPort = Appliance.freePort();
            Thread server = new Thread(() -> answerShort(curt), "curt");
            server.setDaemon(true);
            server.start();
            site.appliance()
                    .write(
                            "solera.pool-mute.cfg",
                            "real.m = 127.0.0.1:" + silent.getLocalPort() + "\ntimeout.server.ms = 500\n");
            site.appliance().write("solera.pool-curt.cfg", "real.c = 127.0.0.1:" + curt.getLocalPort() + "\n");
            site.appliance()
                    .write(
                            "solera.virtualserver-mute.cfg",
                            "mode = http\nlisten = 127.0.0.1:" + port + "\npool = mute\n");
            site.appliance()
                    .write(
                            "solera.virtualserver-curt.cfg",
                            "mode = http\nlisten = 127.0.0.1:" + shortPort + "\npool = curt\n");
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> site.json("lb:list").size() == 3);
            try (Client client = new Client(port)) {
                Wire.Message answer = client.get("/");
                assertThat(answer.status()).isEqualTo(504);
                assertThat(answer.text()).contains("500 ms");
            }
            try (Client client = new Client(shortPort)) {
                assertThatThrownBy(() -> client.get("/"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("body ended after 4 of 100 bytes");
            }
        } finally {
            for (String name : List.of("virtualserver-mute", "virtualserver-curt", "pool-mute", "pool-curt")) {
                Files.deleteIfExists(site.appliance().etc().resolve("solera." + name + ".cfg"));
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> site.json("lb:list").size() == 1);
        }
    }

    @Test
    void fiveThousandIdleConnectionsAreHeldAndLetGo() throws IOException {
        int count = 5_000;
        try (Idle idle = Idle.on(site.port(), count)) {
            await("held").atMost(Duration.ofSeconds(10)).until(() -> connections() >= count);
            long before = good.done();
            await().atMost(Duration.ofSeconds(10)).until(() -> good.done() > before + 100);
        }
        await("let go").atMost(Duration.ofSeconds(20)).until(() -> connections() < count / 10);
    }

    private int connections() {
        return site.json("lb:list").get(0).path("activeConnections").asInt();
    }

    @Test
    void clientsThatStopReadingCostNoMoreThanTheirBuffers() throws IOException {
        int stalled = 20;
        long before = site.appliance().residentKilobytes();
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < stalled; i++) {
                Client client = new Client(site.port());
                clients.add(client);
                client.write("GET /big" + REST + "\r\n");
            }
            long done = good.done();
            await().atMost(Duration.ofSeconds(20)).until(() -> good.done() > done + 500);
            // 400 MB are on offer; what the appliance takes of it is bounded by its buffers.
            assertThat(site.appliance().residentKilobytes() - before).isLessThan(100_000);
            assertThat(clients.get(0).receive(false).body()).hasSize(Backend.BIG_BYTES);
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    private static void answerShort(ServerSocket listening) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                byte[] request = new byte[4_096];
                if (socket.getInputStream().read(request) > 0) {
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfour".getBytes());
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private static boolean endedOrReset(Client client) {
        try {
            return client.ended();
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static int answerOrReset(Client client) {
        try {
            Wire.Message answer = client.receive(false);
            return answer == null ? -1 : answer.status();
        } catch (IOException e) {
            return -1;
        }
    }
}
