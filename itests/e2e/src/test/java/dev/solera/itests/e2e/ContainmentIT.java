package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.solera.itests.appliance.PluginJar;
import dev.solera.itests.e2e.plugin.Bad;
import dev.solera.itests.e2e.plugin.BadCheck;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.SchedulerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plug-ins that do what none may: they are named, and what they were to do is done all the same. */
@Timeout(180)
class ContainmentIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    /** permit.ms and what naming may take beyond it; the long run holds it to what is promised. */
    private static final long NAMED_MILLIS = 1_000 + Integer.getInteger("solera.named.ms", 1_000);

    private static final Pattern SILENCE = Pattern.compile("has not moved for ([0-9]+) ms");

    private static Site site;
    private static Path deploy;
    private static Path orders;

    @BeforeAll
    static void start() throws IOException {
        site = Site.with(3);
        deploy = site.appliance().home().resolve("deploy");
        orders = site.appliance().home().resolve("data/tmp");
        PluginJar.of(
                        "org.example.badcheck",
                        "1.0.0",
                        HealthCheckerFactory.class,
                        BadCheck.class,
                        BadCheck.class.getDeclaredClasses())
                .putInto(deploy, "badcheck.jar");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @AfterEach
    void end() throws IOException {
        Load.stopAll();
        order("bad", "");
        order("bad-check", "");
        site.appliance().write("solera.pool-web.cfg", site.poolFile());
        Files.deleteIfExists(deploy.resolve("bad.jar"));
        await().atMost(SOON).until(() -> pool("web", "scheduler").equals("roundrobin"));
        await().atMost(SOON)
                .until(() -> !site.appliance().sh("bundle:list").out().contains("org.example.bad "));
    }

    @ParameterizedTest
    @CsvSource({
        "throw, pick threw java.lang.IllegalStateException: bad",
        "nobody, pick returned nobody",
        "stranger, pick returned a server it was not given"
    })
    void aSchedulerThatPicksBadlyCostsNoRequestAndIsNamedWithItsBundle(String order, String fault) throws IOException {
        useBadScheduler();
        Load load = Load.on(site.port(), 32);
        order("bad", order);
        await().atMost(SOON).until(() -> pool("web", "schedulerNote")
                .equals("scheduler bad (org.example.bad 1.0.0) failing: " + fault));
        long served = load.done();
        await().atMost(SOON).until(() -> load.done() > served + 500);
        load.stop();
        assertThat(load.failures()).isEmpty();
        assertThat(site.appliance().log()).contains("scheduler bad (org.example.bad 1.0.0) failing: " + fault);
    }

    @Test
    void aSchedulerThatSleepsIsInterruptedAndOut() throws IOException {
        useBadScheduler();
        Load load = Load.on(site.port(), 32);
        order("bad", "sleep");
        await().atMost(SOON).until(() -> pool("web", "schedulerNote").contains("was interrupted and is out"));
        long served = load.done();
        await().atMost(SOON).until(() -> load.done() > served + 500);
        load.stop();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void aLoopThatIsStuckIsNamedInTimeAndTheOthersServeWhoeverComes() throws Exception {
        useBadScheduler();
        order("bad", "spin");
        try (Client victim = new Client(site.port())) {
            victim.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            await().atMost(SOON).until(() -> !Files.exists(orders.resolve("bad")));
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                try (Client client = new Client(site.port())) {
                    answers.add(client.get("/").start());
                }
            }
            assertThat(answers).hasSize(20).allMatch(start -> start.contains(" 200 "));

            await().atMost(Duration.ofSeconds(4))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !stuck().isEmpty());
            String named = stuck().get(0);
            assertThat(named).contains("proxy event loop").contains("scheduler bad (org.example.bad 1.0.0)");
            Matcher silence = SILENCE.matcher(named);
            assertThat(silence.find()).isTrue();
            assertThat(Long.parseLong(silence.group(1))).isLessThanOrEqualTo(NAMED_MILLIS);
            assertThat(site.appliance().log()).contains("stuck: proxy event loop");
            assertThat(stuckOverJmx()).isEqualTo(stuck());

            assertThat(victim.receive(false).status()).isEqualTo(200);
        }
        await().atMost(SOON).until(() -> stuck().isEmpty());
        assertThat(pool("web", "schedulerNote")).contains("is out until its bundle is replaced");
    }

    @Test
    void coreThatIsStuckIsNamedInTimeAndTrafficGoesOn() throws IOException {
        Load load = Load.on(site.port(), 8);
        order("bad-check", "stick");
        site.appliance()
                .write(
                        "solera.pool-web.cfg",
                        site.poolFile().replaceAll("check.path = .*\n", "").replace("= http", "= bad"));
        await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> !stuck().isEmpty());
        String named = stuck().get(0);
        assertThat(named).startsWith("core has not moved for ");
        Matcher silence = SILENCE.matcher(named);
        assertThat(silence.find()).isTrue();
        assertThat(Long.parseLong(silence.group(1))).isLessThanOrEqualTo(NAMED_MILLIS);
        assertThat(stuckOverJmx()).containsExactly(named);
        assertThat(site.appliance().log())
                .contains("stuck: core has not moved for ")
                .contains("at dev.solera.itests.e2e.plugin.BadCheck");
        long served = load.done();
        await().atMost(SOON).until(() -> stuck().isEmpty());
        assertThat(load.done()).isGreaterThan(served);
        load.stop();
        assertThat(load.failures()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw", "silent"})
    void aCheckerThatFailsIsBlamedAndNotItsServers(String order) throws IOException {
        site.appliance()
                .write(
                        "solera.pool-web.cfg",
                        site.poolFile().replaceAll("check.path = .*\n", "").replace("= http", "= bad"));
        await().atMost(SOON)
                .until(() ->
                        check("type").equals("bad") && check("lastCheckStatus").equals("L7OK"));
        Load load = Load.on(site.port(), 8);
        order("bad-check", order);
        await().atMost(SOON).until(() -> check("problem").startsWith("checker failing: "));
        assertThat(check("health")).isEqualTo("UP");
        await().atMost(SOON)
                .until(() ->
                        site.appliance().log().contains("health checker bad (org.example.badcheck 1.0.0) failing: "));
        order("bad-check", "");
        await().atMost(SOON).until(() -> check("problem").equals("null"));
        load.stop();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void aCheckerThatAnswersTwiceIsHeardOnce() throws IOException {
        site.appliance()
                .write(
                        "solera.pool-web.cfg",
                        site.poolFile().replaceAll("check.path = .*\n", "").replace("= http", "= bad"));
        await().atMost(SOON)
                .until(() ->
                        check("type").equals("bad") && check("lastCheckStatus").equals("L7OK"));
        order("bad-check", "twice");
        await().atMost(SOON).until(() -> check("problem").contains("answered twice"));
        assertThat(check("health")).isEqualTo("UP");
        assertThat(check("lastCheckStatus")).isEqualTo("L7OK");
    }

    private static void useBadScheduler() {
        PluginJar.of("org.example.bad", "1.0.0", SchedulerFactory.class, Bad.class, Bad.class.getDeclaredClasses())
                .putInto(deploy, "bad.jar");
        site.appliance().write("solera.pool-web.cfg", site.poolFile().replace("= roundrobin", "= bad"));
        await().atMost(SOON).until(() -> pool("web", "scheduler").equals("bad"));
    }

    private static void order(String name, String text) throws IOException {
        if (text.isEmpty()) {
            Files.deleteIfExists(orders.resolve(name));
        } else {
            Files.writeString(orders.resolve(name + ".new"), text);
            Files.move(orders.resolve(name + ".new"), orders.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<String> stuck() {
        List<String> words = new ArrayList<>();
        site.json("solera:status").get(0).path("stuck").forEach(one -> words.add(one.asText()));
        return words;
    }

    private static List<String> stuckOverJmx() throws IOException {
        Jolokia admin = new Jolokia(
                site.appliance().httpPort(),
                "admin",
                site.file("solera.admin.password").strip());
        List<String> words = new ArrayList<>();
        admin.get("read/solera:type=Appliance/Stuck").path("value").forEach(one -> words.add(one.asText()));
        return words;
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
            if (row.path("real").asText().equals("web1")) {
                return row.path(field).asText();
            }
        }
        return "absent";
    }
}
