package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The appliance runs out of open files, which its own limits would not have let happen. */
@Timeout(180)
class OpenFilesIT {
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final int LEFT = 60;
    private static final int CLIENTS = 300;
    private static final Duration WINDOW = Duration.ofSeconds(3);

    /** The limit is on numbers, of which some above it are in use. */
    private static final int SPARE = 10;

    @Test
    void withoutOpenFilesItWaitsQuietlyAndGoesOnWhenThereAreSome() throws Exception {
        assumeTrue(Files.isExecutable(PRLIMIT), PRLIMIT + " is not installed");
        try (Site site = Site.with(1);
                Client good = new Client(site.port())) {
            assertThat(good.get("/").status()).isEqualTo(200);
            ProcessHandle process = site.appliance().process().orElseThrow();
            long limit = openFiles(process) + LEFT;
            limit(process, limit + ":");
            try (Idle idle = Idle.on(site.port(), CLIENTS)) {
                await().atMost(Duration.ofSeconds(20)).until(() -> openFiles(process) >= limit - SPARE);
                // A connection that was there is still read and answered, be it that there is no server.
                assertThat(good.get("/").status()).isIn(200, 502, 503);
                AtomicReference<Duration> before = new AtomicReference<>(cpu(process));
                // It has just started, and may have something else to do for a while.
                await("3 s in which it waits and does little")
                        .pollDelay(WINDOW)
                        .pollInterval(WINDOW)
                        .atMost(Duration.ofSeconds(45))
                        .until(() -> {
                            Duration now = cpu(process);
                            Duration used = now.minus(before.getAndSet(now));
                            return openFiles(process) >= limit - SPARE && used.compareTo(WINDOW.dividedBy(2)) < 0;
                        });
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> openFiles(process) < limit - LEFT / 2);
            await().atMost(Duration.ofSeconds(20)).until(() -> answers(site.port()));
            assertThat(site.appliance().sh("solera:status").code()).isZero();
        }
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private static boolean answers(int port) {
        try (Client client = new Client(port)) {
            return client.get("/").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static long openFiles(ProcessHandle process) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return files.count();
        }
    }

    private static void limit(ProcessHandle process, String files) throws Exception {
        Process prlimit = new ProcessBuilder(
                        PRLIMIT.toString(), "--pid", Long.toString(process.pid()), "--nofile=" + files)
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(prlimit.exitValue()).isZero();
    }
}
