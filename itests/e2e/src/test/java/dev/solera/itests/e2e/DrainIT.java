package dev.solera.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server is drained under load: nobody notices, but for who has not come to an end when the time is over. */
@Timeout(180)
class DrainIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    private Site site;

    @BeforeEach
    void start() {
        site = Site.with(2);
    }

    @AfterEach
    void stop() {
        Load.stopAll();
        site.close();
    }

    @Test
    void flowsHaveTheirTimeAndWhatIsLeftThenIsClosed() throws IOException {
        Load load = Load.on(site.port(), 16);
        try (Client slow = new Client(site.port())) {
            slow.write("GET /big HTTP/1.1\r\nHost: test\r\n\r\n");
            String server = serverOf(slow);
            await().atMost(SOON).until(() -> load.done() > 200);

            site.json("lb:drain web/" + server + " --reason 'new kernel'");
            // What is left is the one that does not read.
            await().atMost(SOON).until(() -> drained(server, "drainLeft").equals("1"));
            assertThat(drained(server, "adminState")).isEqualTo("DRAIN");
            assertThat(drained(server, "noteWhy")).isEqualTo("new kernel");
            assertThat(drained(server, "drain")).startsWith("1 flow left");
            assertThat(drained(server, "presence")).isEqualTo("KEPT");

            JsonNode row = site.json("lb:drain web/" + server + " --timeout 1").get(0);
            assertThat(row.path("drainThen").asText()).isEqualTo("close");
            await().atMost(SOON).until(() -> drained(server, "drain").equals("no flow left"));
            assertThat(drained(server, "presence")).isEqualTo("CUT");
            assertThat(read(slow)).isLessThan(Backend.BIG_BYTES);
            String told = "real server web/" + server + ": 1 flow left when their time was over: closed";
            await().atMost(SOON).until(() -> site.appliance().log().contains(told));

            String other = server.equals("web1") ? "web2" : "web1";
            int before = load.from(other);
            await().atMost(SOON).until(() -> load.from(other) > before + 200);
            assertThat(site.appliance().sh("lb:ready web/" + server).code()).isZero();
            int back = load.from(server);
            await().atMost(SOON).until(() -> load.from(server) > back);
        }
        load.stop();
        assertThat(load.failures()).isEmpty();
    }

    /** Reads as far as the name of who answers. */
    private static String serverOf(Client client) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = client.socket().getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        int at = head.indexOf("X-Server: ") + "X-Server: ".length();
        return head.substring(at, head.indexOf("\r\n", at));
    }

    /** Returns how many bytes come before the end, whichever it is. */
    private static long read(Client client) {
        long count = 0;
        try {
            InputStream in = client.socket().getInputStream();
            byte[] bytes = new byte[65536];
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                count += n;
            }
        } catch (IOException e) {
            return count; // a reset is an end, too
        }
        return count;
    }

    private String drained(String server, String field) {
        return site.real(server, field);
    }
}
