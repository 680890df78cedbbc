package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files, commands and restarts: what is right takes effect, what is wrong harms nothing. */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class ConfigurationIT {
    private Site site;

    @BeforeAll
    void start() {
        site = Site.with(2);
        site.appliance()
                .write(
                        "solera.pool-spare.cfg",
                        "real.s1 = 127.0.0.1:" + site.backend(1).port() + "\n");
    }

    @AfterAll
    void stop() {
        Load.stopAll();
        site.close();
    }

    @BeforeEach
    void sound() {
        site.appliance().write("solera.pool-web.cfg", site.poolFile());
        awaitProblems("");
    }

    static Stream<Arguments> brokenEdits() {
        return Stream.of(
                Arguments.of("retries = many", "0..100"),
                Arguments.of("sheduler = leastconn", "did you mean scheduler?"),
                Arguments.of("real.web9 = example.org:80", "the address not a name"),
                Arguments.of("scheduler = roundrobin", "each key once"),
                Arguments.of("real.WEB1 = 127.0.0.1:1", "there is web1"));
    }

    @ParameterizedTest
    @MethodSource("brokenEdits")
    void aBrokenEditHarmsNothingAndSaysWhatIsWrong(String line, String words) throws IOException {
        site.appliance().write("solera.pool-web.cfg", site.poolFile() + line + "\n");

        awaitProblems(words);
        String problem = site.json("solera:status").toString();
        assertThat(problem).contains("solera.pool-web.cfg").contains(line.substring(0, line.indexOf(' ')));
        try (Client client = new Client(site.port())) {
            assertThat(client.get("/").status()).isEqualTo(200);
        }
        Outcome command = site.appliance()
                .sh("lb:add-real spare/s2 127.0.0.1:" + site.backend(2).port());
        assertThat(command.code()).as("%s", command).isZero();
        assertThat(site.appliance().sh("lb:remove-real spare/s2").code()).isZero();
    }

    @Test
    void anUnknownSchedulerIsAnErrorThatListsThoseThereAre() {
        site.appliance()
                .write("solera.pool-web.cfg", site.poolFile().replace("scheduler = roundrobin", "scheduler = fastest"));

        awaitProblems(
                "scheduler: fastest (expected: one of dh, fo, lblc, lblcr, lc, leastconn, mh, nq, ovf, random, roundrobin, rr, sed, sh,"
                        + " source, twos, wlc, wrr)");
    }

    @Test
    void aBrokenEditAndAKillStillServe() throws Exception {
        site.appliance().write("solera.pool-web.cfg", site.poolFile() + "nonsense\n");
        awaitProblems("key = value");

        ProcessHandle process = site.appliance().process().orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
        site.appliance().start();

        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
            try (Client client = new Client(site.port())) {
                return client.get("/").status() == 200;
            }
        });
        awaitProblems("key = value");
        assertThat(site.file("solera.pool-web.cfg")).endsWith("nonsense\n");
    }

    @Test
    void aFileRemovedWhileStoppedIsGoneAfterStart() throws IOException {
        assertThat(site.appliance().launcher("stop").code()).isZero();
        Files.delete(site.appliance().etc().resolve("solera.pool-spare.cfg"));
        site.appliance().start();
        assertThat(site.json("lb:list-pools").findValuesAsText("pool")).doesNotContain("spare");
        assertThat(site.appliance()
                        .sh("config:list '(service.pid=solera.pool*)'")
                        .out())
                .contains("solera.pool~web")
                .doesNotContain("spare");
        site.appliance()
                .write(
                        "solera.pool-spare.cfg",
                        "real.s1 = 127.0.0.1:" + site.backend(1).port() + "\n");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> site.json("lb:list-pools").findValuesAsText("pool").contains("spare"));
    }

    @Test
    void aSlowEditorLeavesNoGap() throws IOException {
        Path file = site.appliance().etc().resolve("solera.pool-web.cfg");
        try (Load load = Load.on(site.port(), 8)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> load.done() > 100);
            Files.delete(file);
            long gone = load.done();
            await().atMost(Duration.ofSeconds(10)).until(() -> load.done() > gone + 200);
            Files.writeString(file, "");
            long empty = load.done();
            await().atMost(Duration.ofSeconds(10)).until(() -> load.done() > empty + 200);
            Files.writeString(file, site.poolFile());
            assertThat(load.stop().failures()).isEmpty();
        }
        awaitProblems("");
    }

    @Test
    void anOddValueSurvivesFileCommandConfigAdminAndRestart() {
        String odd = "a\\b\\\\c ${x} 'q' \"d\" ü€";
        String file = "# Before.\nreal.o = 127.0.0.1:" + site.backend(1).port() + "\n\n# Odd.\ncheck = http\n";
        site.appliance().write("solera.pool-odd.cfg", file + "check.body = " + odd + "\n");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(odd()).isEqualTo(odd));

        String quoted = odd.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$");
        Outcome set = site.appliance().sh("config:property-set --pid solera.pool~odd check.body \"2" + quoted + "\"");
        assertThat(set.code()).as("%s", set).isZero();
        String line = "check.body = 2" + odd + "\n";
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(site.file("solera.pool-odd.cfg")).isEqualTo(file + line);
            assertThat(odd()).isEqualTo("2" + odd);
        });

        site.appliance().launcher("stop");
        site.appliance().start();
        assertThat(odd()).isEqualTo("2" + odd);
        assertThat(site.file("solera.pool-odd.cfg")).isEqualTo(file + line);
    }

    @Test
    void aCommandWritesItsLineAndNothingElse() {
        Outcome added = site.appliance()
                .sh("lb:add-real web/web4 127.0.0.1:" + site.backend(1).port() + " --weight 2");

        assertThat(added.code()).as("%s", added).isZero();
        assertThat(added.out()).contains("web4");
        String line = "real.web4 = 127.0.0.1:" + site.backend(1).port() + " weight=2\n";
        assertThat(site.file("solera.pool-web.cfg").replace(line, "")).isEqualTo(site.poolFile());
        assertThat(site.file("solera.pool-web.cfg")).contains(line);

        site.appliance().launcher("stop");
        site.appliance().start();
        assertThat(site.real("web4", "weight")).isEqualTo("2");
    }

    @Test
    void onAFullDiskAChangeHoldsAndSaysThatItIsNotPersisted() throws Exception {
        Path etc = site.appliance().etc();
        assumeThat(mounted(etc)).as("a full disk needs the right to mount one").isTrue();
        try {
            site.appliance().write("solera.pool-web.cfg", site.poolFile());
            awaitProblems("");
            byte[] before = Files.readAllBytes(etc.resolve("solera.pool-web.cfg"));
            fill(etc.resolve("filler"));

            Outcome added = site.appliance()
                    .sh("lb:add-real web/web5 127.0.0.1:" + site.backend(1).port());

            assertThat(added.code()).as("%s", added).isEqualTo(3);
            assertThat(added.out() + added.err())
                    .containsIgnoringCase("not persisted")
                    .contains("web5");
            assertThat(Files.readAllBytes(etc.resolve("solera.pool-web.cfg"))).isEqualTo(before);
            assertThat(site.real("web5", "adminState")).isEqualTo("READY");
            try (Stream<Path> files = Files.list(etc)) {
                assertThat(files.filter(f -> f.toString().contains(".tmp-"))).isEmpty();
            }
        } finally {
            new ProcessBuilder("umount", "-l", etc.toString()).start().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private String odd() {
        return site.appliance()
                .sh("config:property-get --pid solera.pool~odd check.body")
                .out()
                .strip();
    }

    /** Puts a small disk of its own in the place of the folder, with what was in it; false when that is not allowed. */
    private static boolean mounted(Path folder) throws Exception {
        Path copy = Files.createTempDirectory("etc");
        run("cp", "-a", folder + "/.", copy.toString());
        boolean done = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.toString()) == 0;
        if (done) {
            run("cp", "-a", copy + "/.", folder.toString());
        }
        run("rm", "-r", copy.toString());
        return done;
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 1024; i++) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
            return;
        }
        throw new AssertionError("the disk did not fill");
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void awaitProblems(String words) {
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            String problems = site.json("solera:status").findPath("problems").toString();
            if (words.isEmpty()) {
                assertThat(problems).isEqualTo("[]");
            } else {
                assertThat(problems).contains(words);
            }
        });
    }
}
