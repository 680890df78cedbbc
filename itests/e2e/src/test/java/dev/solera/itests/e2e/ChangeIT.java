package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.solera.itests.appliance.Appliance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes are seen before, made under load, taken back after, and survive whatever happens in their middle as a whole. */
@Timeout(3_600)
class ChangeIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int EDITS = Integer.getInteger("solera.edits", 50);
    private static final int KILLS = Integer.getInteger("solera.kills", 2);

    private Site site;

    @BeforeEach
    void start() {
        site = Site.with(3);
        Appliance appliance = site.appliance();
        appliance.write("solera.appliance.cfg", site.file("solera.appliance.cfg") + "apply = manual\n");
        await().atMost(SOON).until(() -> site.json("solera:history").size() == 2);
    }

    @AfterEach
    void stop() {
        Load.stopAll();
        if (site != null) {
            site.close();
        }
    }

    @Test
    void whatThePlanSaysIsWhatHappensUnderLoadAndUndoTakesItBack() throws IOException {
        Random random = new Random(7);
        List<Map<String, String>> sets = new ArrayList<>(List.of(files()));
        Load load = Load.on(site.port(), 32);
        Map<String, String> before = objects();
        for (int i = 1; i <= EDITS; i++) {
            edit(random, i);
            JsonNode plan = site.json("solera:plan").get(0);
            done("solera:apply --force");
            Map<String, String> after = objects();
            assertThat(words(plan)).as("edit %d", i).containsExactlyInAnyOrderElementsOf(differences(before, after));
            before = after;
            sets.add(files());
        }
        load.stop();
        assertThat(load.failures()).isEmpty();
        assertThat(load.done()).isGreaterThan(EDITS);
        int undone = Math.min(100, EDITS);
        for (int i = 1; i <= undone; i++) {
            done("solera:undo");
        }
        assertThat(files()).isEqualTo(sets.get(EDITS - undone));
        assertThat(site.json("solera:status").get(0).path("waiting")).isEmpty();
    }

    @Test
    void whatIsNotConfirmedGoesBack() {
        site.appliance().write("solera.pool-web.cfg", site.poolFile().replace("= roundrobin", "= leastconn"));
        Load load = Load.on(site.port(), 16);
        done("solera:apply --confirm 5");
        assertThat(site.json("solera:status").get(0).path("waiting").toString()).contains("unless confirmed");
        assertThat(site.file("solera.pool-web.cfg")).contains("leastconn");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> site.file("solera.pool-web.cfg").equals(site.poolFile()));
        await().atMost(SOON)
                .until(() ->
                        site.json("solera:history").get(0).path("from").asText().equals("unconfirmed apply"));
        load.stop();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void anApplianceThatIsKilledWhileItAppliesHasTheOldSetOrTheNewOne() throws Exception {
        Path staged = Files.createTempDirectory("solera-staged-");
        try {
            for (int i = 1; i <= KILLS; i++) {
                Map<String, String> old = files();
                Map<String, String> next = new TreeMap<>(old);
                // Many files, so that there is a middle.
                for (int pool = 0; pool < 100; pool++) {
                    next.put("solera.pool-p" + pool + ".cfg", "real.a = 127.0.0.1:9 weight=" + i + "\n");
                }
                for (Map.Entry<String, String> file : next.entrySet()) {
                    Files.writeString(staged.resolve(file.getKey()), file.getValue());
                }
                Thread apply = new Thread(() -> site.appliance().sh("solera:apply " + staged));
                apply.start();
                Path first = site.appliance().etc().resolve("solera.pool-p" + 10 * i % 100 + ".cfg");
                String written = next.get(first.getFileName().toString());
                boolean begun = false;
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (!begun && System.nanoTime() - end < 0) {
                    begun = Files.exists(first) && Files.readString(first).equals(written);
                }
                site.appliance().kill();
                apply.join(30_000);
                site.appliance().start();
                assertThat(begun).as("apply %d began", i).isTrue();
                Map<String, String> now = files();
                assertThat(now).as("kill %d", i).isIn(old, next);
                assertThat(site.json("lb:list-pools").size())
                        .isEqualTo(now.containsKey("solera.pool-p0.cfg") ? 103 : 3);
                assertThat(site.json("solera:status").get(0).path("waiting")).isEmpty();
                site.awaitUp(3 + (now.containsKey("solera.pool-p0.cfg") ? 100 : 0));
            }
        } finally {
            try (Stream<Path> all = Files.list(staged)) {
                for (Path file : all.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(staged);
        }
    }

    private void edit(Random random, int number) throws IOException {
        Path etc = site.appliance().etc();
        String pool = "solera.pool-extra.cfg";
        String text = Files.exists(etc.resolve(pool)) ? site.file(pool) : "# extra\nreal.x = 127.0.0.1:9\n";
        switch (random.nextInt(5)) {
            case 0 -> site.appliance().write(pool, text + "real.r" + number + " = 127.0.0.1:" + (10 + number) + "\n");
            case 1 ->
                site.appliance().write(pool, text.replaceFirst("127.0.0.1:9.*", "127.0.0.1:9 weight=" + number % 256));
            case 2 ->
                site.appliance()
                        .write(
                                "solera.pool-web.cfg",
                                site.poolFile()
                                        .replace(
                                                ":" + site.backend(1).port() + "\n",
                                                ":" + site.backend(1).port() + " weight=" + (1 + number % 255) + "\n"));
            case 3 ->
                site.appliance()
                        .write(
                                "solera.virtualserver-extra.cfg",
                                "mode = http\nlisten = 127.0.0.1:" + Appliance.freePort() + "\npool = web\n");
            default -> site.appliance().write(pool, text + "# remark " + number + "\n");
        }
    }

    private static List<String> words(JsonNode plan) {
        List<String> words = new ArrayList<>();
        for (JsonNode edit : plan.path("edits")) {
            if (!edit.path("type").asText().equals("file")) {
                words.add(edit.path("kind").asText() + " " + edit.path("type").asText() + " "
                        + edit.path("name").asText());
            }
        }
        return words;
    }

    /** Returns what the shell shows of each object that is configured. */
    private Map<String, String> objects() {
        Map<String, String> objects = new TreeMap<>();
        for (JsonNode row : site.json("lb:list")) {
            objects.put(
                    "virtual server " + row.path("name").asText(),
                    row.path("listeners") + row.path("pool").asText());
        }
        for (JsonNode row : site.json("lb:list-pools")) {
            String pool = row.path("pool").asText();
            objects.put("pool " + pool, "");
            objects.put(
                    "real server " + pool + "/" + row.path("name").asText(),
                    row.path("address").asText() + row.path("configuredWeight").asText());
        }
        return objects;
    }

    private static List<String> differences(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<String> words = new ArrayList<>();
        for (String name : names) {
            String old = before.get(name);
            String now = after.get(name);
            boolean withPool = name.startsWith("real server ")
                    && !before.containsKey("pool " + name.substring("real server ".length(), name.indexOf('/')));
            if (!withPool && (old == null || !old.equals(now))) {
                words.add((old == null ? "added " : now == null ? "removed " : "changed ") + name);
            }
        }
        return words;
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(site.appliance().etc())) {
            for (Path file : all.filter(f -> f.getFileName().toString().matches("solera\\..*\\.cfg"))
                    .toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }

    private void done(String command) {
        Appliance.Outcome outcome = site.appliance().sh(command);
        assertThat(outcome.code()).as("%s: %s", command, outcome).isZero();
    }
}
