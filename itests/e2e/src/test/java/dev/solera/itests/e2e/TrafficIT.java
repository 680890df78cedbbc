package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients notice of what happens behind the appliance and to it: nothing. */
@Timeout(180)
class TrafficIT {
    private static final int CONNECTIONS = 64;

    private Site site;

    @BeforeEach
    void start() {
        site = Site.with(3);
    }

    @AfterEach
    void stop() {
        Load.stopAll();
        site.close();
    }

    @Test
    void aServerThatDiesIsTakenOutAndPutBack() {
        Load load = Load.on(site.port(), CONNECTIONS);
        await().atMost(Duration.ofSeconds(10)).until(() -> load.from("web2") > 100);

        int serving = site.backend(2).kill();
        Duration out = Site.INTERVAL.multipliedBy(Site.FALL).plus(Site.TIMEOUT).plus(Site.SLACK);
        await().atMost(out).until(() -> site.real("web2", "health").equals("DOWN"));
        assertThat(site.json("check:list").toString()).contains("connection refused");

        int before = load.from("web2");
        site.backend(2).up();
        Duration back = Site.INTERVAL.multipliedBy(Site.RISE).plus(Site.TIMEOUT).plus(Site.SLACK);
        await().atMost(back).until(() -> site.real("web2", "health").equals("UP"));
        await().atMost(Duration.ofSeconds(15)).until(() -> load.from("web2") > before);

        load.stop();
        // What the dead server held cannot be answered: at most one request for each connection it served at that
        // moment.
        assertThat(load.failures()).hasSizeLessThanOrEqualTo(Math.max(serving, CONNECTIONS / 3));
        assertThat(load.failures()).allMatch(f -> f.contains("502"));
        assertEveryPostOnce(load);
    }

    @Test
    void aServerThatIsTakenDownWithCareCostsNoRequest() throws Exception {
        long seconds = Integer.getInteger("solera.load.s", 8);
        Load load = Load.on(site.port(), CONNECTIONS);
        await().atMost(Duration.ofSeconds(10)).until(() -> load.from("web2") > 100);

        site.backend(2).status(503);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> site.real("web2", "health").equals("DOWN"));
        // Who takes a server down with care lets it finish what it has.
        await().atMost(Duration.ofSeconds(10))
                .until(() -> site.real("web2", "activeConnections").equals("0"));
        site.backend(2).kill();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds / 2);
        await().atMost(Duration.ofSeconds(seconds + 5)).until(() -> System.nanoTime() - until >= 0);
        site.backend(2).status(200);
        site.backend(2).up();
        int before = load.from("web2");
        await().atMost(Duration.ofSeconds(10)).until(() -> load.from("web2") > before + 100);

        load.stop();
        assertThat(load.failures()).isEmpty();
        assertEveryPostOnce(load);
    }

    @Test
    void anEditOfThePoolTakesEffectAndCostsNoRequest() {
        try (Backend added = new Backend("web4")) {
            Load load = Load.on(site.port(), CONNECTIONS);
            await().atMost(Duration.ofSeconds(10)).until(() -> load.done() > 200);

            String weighted = site.poolFile()
                    .replace(":" + site.backend(1).port(), ":" + site.backend(1).port() + " weight=3");
            site.appliance().write("solera.pool-web.cfg", weighted);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> site.real("web1", "weight").equals("3"));

            String grown = weighted.replace("\n\n", "\nreal.web4 = 127.0.0.1:" + added.port() + "\n\n");
            site.appliance().write("solera.pool-web.cfg", grown);
            await().atMost(Duration.ofSeconds(10)).until(() -> load.from("web4") > 10);

            String shrunk = grown.replaceAll("real.web2 = .*\n", "");
            site.appliance().write("solera.pool-web.cfg", shrunk);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> site.real("web2", "health").equals("absent"));

            load.stop();
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void renamesOfAnotherVirtualServerDisturbNobodyAndAreNeverHalfSeen() throws IOException {
        int renames = Integer.getInteger("solera.renames", 20);
        int otherPort = Appliance.freePort();
        Path etc = site.appliance().etc();
        site.appliance()
                .write(
                        "solera.pool-p0.cfg",
                        "real.a = 127.0.0.1:" + site.backend(1).port() + "\n");
        site.appliance()
                .write("solera.virtualserver-v0.cfg", "mode = http\nlisten = 127.0.0.1:" + otherPort + "\npool = p0\n");
        await().atMost(Duration.ofSeconds(15)).until(() -> site.json("lb:list").size() == 2);
        Load load = Load.on(site.port(), 16);
        Load other = Load.on(otherPort, 4);
        for (int i = 0; i < renames; i++) {
            String from = Integer.toString(i);
            String to = Integer.toString(i + 1);
            List<Runnable> steps = List.of(
                    () -> move(etc, "solera.pool-p" + from + ".cfg", "solera.pool-p" + to + ".cfg"),
                    () -> site.appliance()
                            .write(
                                    "solera.virtualserver-v" + to + ".cfg",
                                    "mode = http\nlisten = 127.0.0.1:" + otherPort + "\npool = p" + to + "\n"),
                    () -> delete(etc.resolve("solera.virtualserver-v" + from + ".cfg")));
            int[][] orders = {{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {2, 0, 1}};
            for (int step : orders[i % orders.length]) {
                steps.get(step).run();
            }
            String name = "v" + to;
            await().atMost(Duration.ofSeconds(15)).until(() -> {
                List<String> names = site.json("lb:list").findValuesAsText("name");
                assertThat(names).hasSize(2).contains("web");
                return names.contains(name);
            });
        }
        load.stop();
        other.stop();
        assertThat(load.failures()).isEmpty();
        assertThat(other.failures()).isEmpty();
        assertThat(other.done()).isPositive();
    }

    @Test
    void aProcessThatWasStoppedForFiveSecondsBlamesNoServer() throws Exception {
        long pid = site.appliance().process().orElseThrow().pid();
        String before = site.appliance().log();

        signal(pid, "STOP");
        try {
            // The clock that matters is the appliance's own, and it does not run: only waiting helps.
            assertThat(new CountDownLatch(1).await(5, TimeUnit.SECONDS)).isFalse();
        } finally {
            signal(pid, "CONT");
        }
        int done = site.json("lb:list-pools").size();
        assertThat(done).isEqualTo(3);
        try (Load load = Load.on(site.port(), 8)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> load.done() > 500);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(site.appliance().log().substring(before.length())).doesNotContain("DOWN");
    }

    @Test
    void aJarThatExportsWhatWeImportRestartsNothing() throws IOException {
        String before = starts();
        Load load = Load.on(site.port(), 8);
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Manifest-Version", "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "org.example.exporter");
        attributes.putValue("Bundle-Version", "1.0.0");
        attributes.putValue(
                "Export-Package",
                "org.slf4j;version=\"1.7.99\",org.jspecify.annotations;version=\"1.0.0\","
                        + "com.google.protobuf;version=\"3.25.0\"");
        Path jar = Files.createTempFile("exporter", ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream jarOut = new JarOutputStream(out, manifest)) {
            for (String name : List.of("org/slf4j/", "org/jspecify/annotations/", "com/google/protobuf/")) {
                jarOut.putNextEntry(new java.util.jar.JarEntry(name));
            }
        }
        Files.move(jar, site.appliance().home().resolve("deploy/exporter.jar"), StandardCopyOption.REPLACE_EXISTING);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> site.appliance().sh("bundle:list").out().contains("org.example.exporter"));
        long served = load.done();
        await().atMost(Duration.ofSeconds(10)).until(() -> load.done() > served + 500);
        load.stop();
        assertThat(load.failures()).isEmpty();
        assertThat(starts()).isEqualTo(before);
    }

    /** Returns what every start of a bundle of ours makes anew: the numbers of its services, and the shell's control file. */
    private String starts() throws IOException {
        StringBuilder marks =
                new StringBuilder(Files.readString(site.appliance().home().resolve("data/solera/control")));
        for (String service : List.of(
                "api.ApplianceListener",
                "api.ApplianceView",
                "checks.internal.CheckLoopsComponent",
                "spi.DataPlane",
                "spi.HealthCheckerFactory",
                "spi.SchedulerFactory")) {
            List<String> ids = site.appliance()
                    .sh("service:list dev.solera." + service)
                    .out()
                    .lines()
                    .filter(line -> line.strip().startsWith("service.id = "))
                    .toList();
            assertThat(ids).as(service).isNotEmpty();
            marks.append(service).append(ids).append('\n');
        }
        return marks.toString();
    }

    private void assertEveryPostOnce(Load load) {
        for (String id : load.posted()) {
            int seen = 0;
            for (int i = 1; i <= 3; i++) {
                var count = site.backend(i).seen().get(id);
                seen += count == null ? 0 : count.get();
            }
            assertThat(seen).as("POST %s", id).isEqualTo(1);
        }
    }

    private static void signal(long pid, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor(5, TimeUnit.SECONDS))
                .isTrue();
    }

    private static void move(Path folder, String from, String to) {
        try {
            Path target = folder.resolve(to);
            Files.move(folder.resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
