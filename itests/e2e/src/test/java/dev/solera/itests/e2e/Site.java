package dev.solera.itests.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.solera.itests.appliance.Appliance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An appliance with a virtual server {@code web} over real servers of the test's own. */
final class Site implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofMillis(500);
    static final Duration TIMEOUT = Duration.ofMillis(1_500);
    static final int RISE = 2;
    static final int FALL = 2;

    /** Jitter of 5 % on each interval, and what a loaded machine needs to notice. */
    static final Duration SLACK = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Appliance appliance = Appliance.unpacked();
    private final List<Backend> backends = new ArrayList<>();
    private final int port = Appliance.freePort();

    /** Starts an appliance over {@code servers} servers web1, web2, …, and waits until all of them are up. */
    static Site with(int servers) {
        Site site = new Site();
        try {
            for (int i = 1; i <= servers; i++) {
                site.backends.add(new Backend("web" + i));
            }
            site.appliance.write("solera.pool-web.cfg", site.poolFile());
            site.appliance.write(
                    "solera.virtualserver-web.cfg", "mode = http\nlisten = 127.0.0.1:" + site.port + "\npool = web\n");
            site.appliance.start();
            site.awaitUp(servers);
            return site;
        } catch (RuntimeException | AssertionError e) {
            site.close();
            throw e;
        }
    }

    /** Returns the pool's file as it was at the start. */
    String poolFile() {
        StringBuilder text = new StringBuilder("# The pool of the test.\nscheduler = roundrobin\n");
        backends.forEach(b -> text.append("real.")
                .append(b.name())
                .append(" = 127.0.0.1:")
                .append(b.port())
                .append('\n'));
        return text.append("\n# Checks.\ncheck = http\ncheck.path = /healthz\n")
                .append("check.interval.ms = ")
                .append(INTERVAL.toMillis())
                .append('\n')
                .append("check.timeout.ms = ")
                .append(TIMEOUT.toMillis())
                .append('\n')
                .append("check.rise = ")
                .append(RISE)
                .append('\n')
                .append("check.fall = ")
                .append(FALL)
                .append('\n')
                .toString();
    }

    Appliance appliance() {
        return appliance;
    }

    Backend backend(int number) {
        return backends.get(number - 1);
    }

    int port() {
        return port;
    }

    String file(String name) {
        try {
            return Files.readString(appliance.etc().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command with {@code --json} and returns what it printed. */
    JsonNode json(String command) {
        Appliance.Outcome outcome = appliance.sh(command + " --json");
        try {
            return JSON.readTree(outcome.out());
        } catch (IOException e) {
            throw new AssertionError(command + ": " + outcome, e);
        }
    }

    /** Returns a field of one real server, such as {@code health}. */
    String real(String name, String field) {
        for (JsonNode row : json("lb:list-pools")) {
            if (row.path("pool").asText().equals("web")
                    && row.path("name").asText().equals(name)) {
                return row.path(field).asText();
            }
        }
        return "absent";
    }

    void awaitUp(int servers) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            int up = 0;
            for (JsonNode row : json("lb:list-pools")) {
                up += row.path("health").asText().equals("UP") ? 1 : 0;
            }
            return up == servers;
        });
    }

    @Override
    public void close() {
        try {
            appliance.close();
        } finally {
            backends.forEach(Backend::close);
        }
    }
}
