package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of where a request would go is where it goes, with every scheduler, whatever the state of the servers. */
@Timeout(1_800)
class ExplainIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int REQUESTS = Integer.getInteger("solera.explains", 50);
    private static final int SERVERS = 4;

    private static final List<String> SCHEDULERS = List.of("roundrobin", "leastconn", "source", "random");

    private Site site;

    @BeforeEach
    void start() {
        site = Site.with(SERVERS);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void theServerThatExplainNamesIsTheOneThatServes() throws IOException {
        Random random = new Random(500);
        Map<String, Integer> served = new TreeMap<>();
        for (int i = 1; i <= REQUESTS; i++) {
            if (i % 5 == 1) {
                change(random);
            }
            String path = "/r" + i + "/" + random.nextInt(1_000);
            String key = "k" + random.nextInt(1_000);
            Map<String, String> byLoop = new TreeMap<>();
            for (JsonNode answer :
                    site.json("lb:explain web --method GET --path " + path + " --header 'X-Key: " + key + "'")) {
                for (String loop : answer.path("by").asText().split(", ")) {
                    byLoop.put(loop, answer.path("server").asText());
                }
            }
            String server;
            try (Client client = new Client(site.port())) {
                Wire.Message answer =
                        client.send("GET " + path + " HTTP/1.1\r\nHost: test\r\nX-Key: " + key + "\r\n\r\n");
                assertThat(answer.status()).isEqualTo(200);
                server = "web/" + answer.header("x-server");
            }
            // Event loops have positions of their own; the kernel decided which one it came to.
            JsonNode last = site.json("lb:explain web --last 1").get(0);
            assertThat(last.path("request").asText()).isEqualTo("GET " + path);
            assertThat(last.path("server").asText()).as("request %d", i).isEqualTo(server);
            assertThat(byLoop.get(last.path("by").asText()))
                    .as("request %d, explained %s", i, byLoop)
                    .isEqualTo(server);
            served.merge(server, 1, Integer::sum);
        }
        System.out.printf("%d requests went where lb:explain said: %s%n", REQUESTS, served);
        assertThat(served).hasSize(SERVERS);
    }

    /** Another scheduler, another weight, or a server drained or ready again. */
    private void change(Random random) {
        String real = "web/web" + (1 + random.nextInt(SERVERS));
        switch (random.nextInt(4)) {
            case 0 -> {
                String scheduler = SCHEDULERS.get(random.nextInt(SCHEDULERS.size()));
                site.appliance()
                        .write(
                                "solera.pool-web.cfg",
                                site.file("solera.pool-web.cfg")
                                        .replaceAll("scheduler = .*", "scheduler = " + scheduler));
                await().atMost(SOON).until(() -> scheduler.equals(inUse()));
            }
            case 1 -> done("lb:set-weight " + real + " " + (1 + random.nextInt(8)));
            case 2 -> done("lb:drain " + real);
            default -> done("lb:ready " + real);
        }
        if (site.json("lb:show web").findValuesAsText("presence").stream().noneMatch("SERVING"::equals)) {
            done("lb:ready " + real);
        }
    }

    private String inUse() {
        for (JsonNode row : site.json("lb:show web")) {
            if (row.path("type").asText().equals("Pool")) {
                return row.path("scheduler").asText();
            }
        }
        return "absent";
    }

    private void done(String command) {
        assertThat(site.appliance().sh(command).code()).as(command).isZero();
    }
}
