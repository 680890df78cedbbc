package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.solera.itests.appliance.PluginJar;
import dev.solera.itests.e2e.plugin.Chosen;
import dev.solera.spi.SchedulerFactory;
import dev.solera.testkit.LoopbackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plug-ins come, are replaced, go and come back while requests flow, and no request notices. */
@Timeout(3_600)
class DropInIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int CONNECTIONS = 64;
    private static final int SWAPS = Integer.getInteger("solera.swaps", 50);
    /** How soon a new jar has to serve; the long run holds it to what is promised. */
    private static final Duration SWAP = Duration.ofMillis(Integer.getInteger("solera.swap.ms", 6_000));

    private static Site site;
    private static Path deploy;

    private Load load;

    @BeforeAll
    static void start() {
        site = Site.with(3);
        deploy = site.appliance().home().resolve("deploy");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void begin() {
        load = Load.on(site.port(), CONNECTIONS);
        await().atMost(SOON).until(() -> load.done() > 200);
    }

    @AfterEach
    void end() throws IOException {
        Load.stopAll();
        site.appliance().write("solera.pool-web.cfg", site.poolFile());
        for (String jar : List.of("scheduler.jar", "checker.jar", "chosen.jar")) {
            Files.deleteIfExists(deploy.resolve(jar));
        }
    }

    @Test
    void aSchedulerIsDroppedInReplacedTakenAwayAndComesBack() throws IOException {
        Path sample = Path.of(System.getProperty("solera.dropin.scheduler"));
        drop(sample, "scheduler.jar");
        await().atMost(SOON).until(() -> provider("roomiest").equals("org.example.scheduler 1.0.0"));

        site.appliance().write("solera.pool-web.cfg", site.poolFile().replace("= roundrobin", "= roomiest"));
        await().atMost(SOON).until(() -> pool("web", "scheduler").equals("roomiest"));

        PluginJar.of(sample, "1.1.0").putInto(deploy, "scheduler.jar");
        await().atMost(SOON).until(() -> provider("roomiest").equals("org.example.scheduler 1.1.0"));
        await().atMost(SOON).until(() -> pool("web", "scheduler").equals("roomiest"));

        Files.delete(deploy.resolve("scheduler.jar"));
        await().atMost(SOON).until(() -> pool("web", "scheduler").equals("roundrobin"));
        assertThat(pool("web", "schedulerNote")).isEqualTo("scheduler roomiest is not installed");
        assertThat(provider("roomiest")).isEqualTo("null");

        drop(sample, "scheduler.jar");
        await().atMost(SOON).until(() -> pool("web", "scheduler").equals("roomiest"));
        assertThat(pool("web", "schedulerNote")).isEqualTo("null");

        long served = load.done();
        await().atMost(SOON).until(() -> load.done() > served + 500);
        load.stop();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void aCheckerIsDroppedInReplacedTakenAwayAndComesBack() throws IOException {
        Path sample = Path.of(System.getProperty("solera.dropin.checker"));
        drop(sample, "checker.jar");
        await().atMost(SOON).until(() -> site.json("solera:status").toString().contains("\"greeting\""));
        try (LoopbackServer mail = LoopbackServer.start(
                client -> client.getOutputStream().write("220 mail\r\n".getBytes(StandardCharsets.US_ASCII)))) {
            site.appliance()
                    .write(
                            "solera.pool-mail.cfg",
                            "real.mx = 127.0.0.1:" + mail.address().getPort()
                                    + "\ncheck = greeting\ncheck.interval.ms = 300\n");
            await().atMost(SOON).until(() -> check("health").equals("UP"));
            assertThat(check("type")).isEqualTo("greeting");
            assertThat(check("lastCheckStatus")).isEqualTo("L7OK");

            PluginJar.of(sample, "1.1.0").putInto(deploy, "checker.jar");
            await().atMost(SOON)
                    .until(() -> site.appliance().sh("bundle:list").out().contains("1.1.0"));

            Files.delete(deploy.resolve("checker.jar"));
            await().atMost(SOON).until(() -> check("problem").contains("greeting is not installed"));
            assertThat(check("health")).isEqualTo("UP");

            drop(sample, "checker.jar");
            await().atMost(SOON).until(() -> check("problem").equals("null"));
            await().atMost(SOON).until(() -> Long.parseLong(check("lastCheckAgeMillis")) < 1_000);
            assertThat(check("health")).isEqualTo("UP");
        } finally {
            Files.deleteIfExists(site.appliance().etc().resolve("solera.pool-mail.cfg"));
        }
        load.stop();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void aSchedulerReplacedAgainAndAgainCostsNoRequestAndKeepsNoMemory() throws IOException {
        int warmUp = Math.min(10, SWAPS / 2);
        List<Duration> took = new ArrayList<>();
        chosen(1);
        await().atMost(SOON).until(() -> provider("chosen").startsWith("org.example.chosen"));
        site.appliance().write("solera.pool-web.cfg", site.poolFile().replace("= roundrobin", "= chosen"));
        await().atMost(SOON).until(() -> pool("web", "scheduler").equals("chosen"));
        long pid = site.appliance().process().orElseThrow().pid();
        LiveHeap before = null;
        for (int i = 2; i < SWAPS + 2; i++) {
            took.add(swap(i));
            if (i == warmUp + 2) {
                before = LiveHeap.of(pid);
            }
        }
        LiveHeap after = LiveHeap.of(pid);
        load.stop();
        Collections.sort(took);
        List<Duration> gaps = fallbacks();
        System.out.printf(
                "%d swaps under %d connections: half took effect within %d ms, all within %d ms; %d requests, %d failed;"
                        + " the fallback served for %d ms by half of them, for %d ms at most;"
                        + " heap %d to %d kB, class loaders %d to %d, classes %d to %d%n",
                SWAPS,
                CONNECTIONS,
                took.get(SWAPS / 2).toMillis(),
                took.get(SWAPS - 1).toMillis(),
                load.done(),
                load.failures().size(),
                gaps.isEmpty() ? 0 : gaps.get(gaps.size() / 2).toMillis(),
                gaps.isEmpty() ? 0 : gaps.get(gaps.size() - 1).toMillis(),
                before.bytes() / 1024,
                after.bytes() / 1024,
                before.classLoaders(),
                after.classLoaders(),
                before.classes(),
                after.classes());
        assertThat(load.failures()).isEmpty();
        assertThat(took.get(SWAPS - 1)).isLessThanOrEqualTo(SWAP);
        assertThat(after.classLoaders()).isLessThanOrEqualTo(before.classLoaders() + 1);
        assertThat(after.classes()).isLessThan(before.classes() + 100);
        assertThat(after.bytes()).isLessThan(before.bytes() + before.bytes() / 10 + 5_000_000);
    }

    /** Puts the next jar in the place of the one that serves; returns how long it took until it serves. */
    private Duration swap(int number) throws IOException {
        String expected = "web" + (number % 3 + 1);
        long began = System.nanoTime();
        chosen(number);
        try (Client client = new Client(site.port())) {
            // In turn, as by the fallback, so many in a row do not come from one server.
            for (int inARow = 0; inARow < 8; ) {
                inARow = expected.equals(client.get("/").header("x-server")) ? inARow + 1 : 0;
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .as(() -> "jar number " + number + " serves; " + pool("web", "schedulerNote") + "; "
                                + lastOfLog())
                        .isLessThan(SWAP.multipliedBy(2));
            }
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Returns for how long the fallback served, each time, in ascending order. */
    private static List<Duration> fallbacks() {
        List<Duration> gaps = new ArrayList<>();
        Instant gone = null;
        for (String line : site.appliance().log().lines().toList()) {
            if (line.contains("pool web scheduler chosen -> roundrobin")) {
                gone = Instant.parse(line.substring(0, line.indexOf(' ')));
            } else if (gone != null && line.contains("pool web scheduler roundrobin -> chosen")) {
                gaps.add(Duration.between(gone, Instant.parse(line.substring(0, line.indexOf(' ')))));
                gone = null;
            }
        }
        Collections.sort(gaps);
        return gaps;
    }

    private static String lastOfLog() {
        List<String> lines = site.appliance().log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private static void chosen(int number) {
        PluginJar.of("org.example.chosen", "1.0." + number, SchedulerFactory.class, Chosen.class)
                .text("chosen", "web" + (number % 3 + 1))
                .putInto(deploy, "chosen.jar");
    }

    private static void drop(Path jar, String name) {
        try {
            Path temporary = deploy.resolve("." + name + ".new");
            Files.copy(jar, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(temporary, deploy.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String provider(String scheduler) {
        for (JsonNode row : site.json("lb:schedulers")) {
            if (row.path("name").asText().equals(scheduler)) {
                return row.path("provider").asText();
            }
        }
        return "absent";
    }

    private static String pool(String name, String field) {
        for (JsonNode row : site.json("lb:show " + name)) {
            if (row.path("type").asText().equals("Pool")) {
                return row.path(field).asText();
            }
        }
        return "absent";
    }

    private static String check(String field) {
        for (JsonNode row : site.json("check:list")) {
            if (row.path("pool").asText().equals("mail")) {
                return row.path(field).asText();
            }
        }
        return "absent";
    }
}
