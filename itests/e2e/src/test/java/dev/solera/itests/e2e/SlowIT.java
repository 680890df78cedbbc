package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * slowhttptest: slow heads, slow bodies, many ranges, slow readers. {@code -Dsolera.slow.connections} of them (300 without it) for
 * {@code -Dsolera.slow.s} (8).
 */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class SlowIT {
    private static final Path BINARY = Path.of("/usr/bin/slowhttptest");
    private static final int CONNECTIONS = Integer.getInteger("solera.slow.connections", 300);
    private static final int SECONDS = Integer.getInteger("solera.slow.s", 8);

    /** What a machine that others use adds to any request now and then. */
    private static final double NOISE_MILLIS = 20;

    private Site site;

    @BeforeAll
    void start() {
        assumeTrue(Files.isExecutable(BINARY), BINARY + " is not installed");
        site = Site.with(2);
    }

    @AfterAll
    void stop() {
        if (site != null) {
            site.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-H", "-B", "-R", "-X"})
    void slowClientsHarmNoGoodOneAndLeaveNothingOpen(String kind) throws Exception {
        double normal = p99Millis(Duration.ofSeconds(3));
        long memory = site.appliance().residentKilobytes();
        Process attack = new ProcessBuilder(command(kind))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        double attacked;
        long grown;
        try {
            if (!kind.equals("-R")) { // which asks for many ranges and goes
                await().atMost(Duration.ofSeconds(20)).until(() -> connections() > CONNECTIONS / 3);
            }
            attacked = p99Millis(Duration.ofSeconds(3));
            grown = site.appliance().residentKilobytes() - memory;
        } finally {
            attack.destroy();
            if (!attack.waitFor(10, TimeUnit.SECONDS)) {
                attack.destroyForcibly();
            }
        }
        System.out.printf(
                "slowhttptest %s, %d connections: p99 %.2f ms, without %.2f ms; %d kB more resident%n",
                kind, CONNECTIONS, attacked, normal, grown);
        assertThat(attacked).isLessThan(2 * normal + NOISE_MILLIS);
        // Each may have a window of a response, and a head that is not complete.
        assertThat(grown).isLessThan(60_000 + 100L * CONNECTIONS);
        await().atMost(Duration.ofSeconds(20)).until(() -> connections() == 0);
    }

    private List<String> command(String kind) {
        List<String> command = new java.util.ArrayList<>(List.of(
                BINARY.toString(),
                kind,
                "-c",
                "" + CONNECTIONS,
                "-r",
                "" + Math.max(100, CONNECTIONS / 2),
                "-l",
                "" + (SECONDS + 20),
                "-i",
                "2",
                "-p",
                "5",
                "-u",
                "http://127.0.0.1:" + site.port() + (kind.equals("-X") ? "/big" : "/")));
        if (kind.equals("-X")) {
            command.addAll(List.of("-w", "256", "-y", "512", "-n", "2", "-z", "16"));
        }
        return command;
    }

    private int connections() {
        return site.json("lb:list").get(0).path("activeConnections").asInt();
    }

    private double p99Millis(Duration time) throws IOException {
        long[] nanos = new long[200_000];
        int n = 0;
        try (Client client = new Client(site.port())) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - end < 0 && n < nanos.length) {
                long start = System.nanoTime();
                assertThat(client.get("/").status()).isEqualTo(200);
                nanos[n++] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos, 0, n);
        return nanos[(int) (0.99 * n)] / 1e6;
    }
}
