package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance;
import dev.solera.itests.appliance.PluginJar;
import dev.solera.itests.e2e.plugin.Bad;
import dev.solera.spi.SchedulerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who supervises the appliance, as systemd does, learns that it serves, that it lives, that it does not, and that it ends. */
@Timeout(180)
class SupervisorIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration WATCHDOG = Duration.ofSeconds(4);

    private static final String RECEIVER =
            """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind('\\0' + sys.argv[1][1:] if sys.argv[1][0] == '@' else sys.argv[1])
            print('bound', flush=True)
            while True:
                print(s.recv(4096).decode().replace('\\n', ' | '), flush=True)
            """;

    @TempDir
    private Path folder;

    private final Appliance appliance = Appliance.unpacked();
    private final Backend backend = new Backend("web1");
    private final int port = Appliance.freePort();
    private Process receiver;
    private Process process;

    @BeforeEach
    void configure() {
        appliance.write("solera.pool-web.cfg", "scheduler = bad\nreal.web1 = 127.0.0.1:" + backend.port() + "\n");
        appliance.write("solera.virtualserver-web.cfg", "mode = http\nlisten = 127.0.0.1:" + port + "\npool = web\n");
        PluginJar.of("org.example.bad", "1.0.0", SchedulerFactory.class, Bad.class, Bad.class.getDeclaredClasses())
                .putInto(appliance.home().resolve("deploy"), "bad.jar");
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
        if (receiver != null) {
            receiver.destroyForcibly();
        }
        appliance.close();
        backend.close();
    }

    @Test
    void itIsToldOnASocketOfAnyKindAndSignsOfLifeStopWithAnEventLoop() throws Exception {
        receive("@solera-supervisor-" + UUID.randomUUID());
        await().atMost(Duration.ofSeconds(90)).until(() -> told("READY=1") == 1);
        assertThat(received()).anyMatch(text -> text.contains("STATUS=set "));
        await().atMost(SOON).until(() -> told("WATCHDOG=1") >= 3);

        await().atMost(SOON)
                .until(() -> appliance.sh("lb:show web --json").out().contains("\"scheduler\": \"bad\""));
        order("spin");
        try (Client victim = new Client(port)) {
            victim.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            await().atMost(SOON).until(() -> received().stream()
                    .anyMatch(text -> text.contains("stuck: proxy event loop") && text.contains("scheduler bad")));
            long before = told("WATCHDOG=1");
            // It is kept for five seconds in all; a sign of life came each second before.
            assertThat(victim.receive(false).status()).isEqualTo(200);
            assertThat(told("WATCHDOG=1")).isLessThanOrEqualTo(before + 1);
            await().atMost(SOON).until(() -> told("WATCHDOG=1") >= before + 3);
        }

        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        await().atMost(SOON).until(() -> told("STOPPING=1") == 1);
    }

    @Test
    void outOfMemoryEndsTheProcessAtOnceAndItsSupervisorSeesIt() throws Exception {
        receive(folder.resolve("notify").toString());
        await().atMost(Duration.ofSeconds(90)).until(() -> told("READY=1") == 1);
        await().atMost(SOON)
                .until(() -> appliance.sh("lb:show web --json").out().contains("\"scheduler\": \"bad\""));
        order("memory");
        long began = System.nanoTime();
        try (Client victim = new Client(port)) {
            victim.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        System.out.printf(
                "out of memory: the process has ended within %d ms of the request%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        assertThat(process.exitValue()).isEqualTo(3);
        assertThat(Files.readString(folder.resolve("output")))
                .contains("Terminating due to java.lang.OutOfMemoryError");
    }

    @Test
    void theUnitFileIsOneAndRunsTheLauncher() throws Exception {
        String unit = Files.readString(appliance.home().resolve("systemd/solera.service"));
        assertThat(unit).contains("\nType=notify\n", "\nExecStart=/opt/solera/bin/solera exec\n", "\nWatchdogSec=");
        assertThat(appliance.launcher("help").out()).contains("  exec ");

        assumeThat(Path.of("/usr/bin/systemd-analyze")).exists();
        Path here = folder.resolve("solera.service");
        Files.writeString(here, unit.replace("/opt/solera", appliance.home().toString()));
        Process verify = new ProcessBuilder("/usr/bin/systemd-analyze", "verify", here.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(verify.getInputStream().readAllBytes());
        assertThat(verify.waitFor()).as(said).isZero();
        assertThat(said.lines().filter(line -> line.contains("solera.service"))).isEmpty();
    }

    /** Has a supervisor listen under a name, and starts the appliance under it. */
    private void receive(String name) throws IOException {
        Path script = folder.resolve("receiver.py");
        Files.writeString(script, RECEIVER);
        receiver = new ProcessBuilder("python3", script.toString(), name)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("received").toFile())
                .start();
        await().atMost(SOON).until(() -> received().contains("bound"));
        process = appliance.exec(
                Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", Long.toString(WATCHDOG.toMillis() * 1000)),
                folder.resolve("output"));
    }

    private List<String> received() throws IOException {
        return Files.readAllLines(folder.resolve("received"));
    }

    private long told(String what) throws IOException {
        return received().stream().filter(text -> text.contains(what)).count();
    }

    private void order(String text) throws IOException {
        Path orders = appliance.home().resolve("data/tmp");
        Files.writeString(orders.resolve("bad.new"), text);
        Files.move(orders.resolve("bad.new"), orders.resolve("bad"), StandardCopyOption.ATOMIC_MOVE);
    }
}
