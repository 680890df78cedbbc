package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.api.Mode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Known attacks on the border between two requests, each sent through a real plane: what the proxy takes for a request is what a
 * server that reads to the letter takes for one, and the rest is refused.
 */
@Timeout(300)
class ProbesTest {
    /** What a strict server saw: whole requests, and connections on which something else came. */
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private final List<String> broken = new CopyOnWriteArrayList<>();

    private Origin strictOrigin() throws IOException {
        return new Origin(wire -> {
            while (true) {
                String request;
                try {
                    request = StrictReader.request(wire);
                } catch (EOFException e) {
                    return; // cut by the proxy before its end: never acted on
                } catch (IOException e) {
                    broken.add(String.valueOf(e.getMessage()));
                    return;
                }
                if (request == null) {
                    return;
                }
                seen.add(request);
                boolean head = request.startsWith("HEAD ");
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + (head ? "" : "seen"));
            }
        });
    }

    @Test
    void eachProbeIsRefusedOrSeenAsTheSameRequestsByAStrictServer() throws Exception {
        String shared = System.getProperty("solera.shared", "");
        Path file = Path.of(shared, "corpora", "http1", "probes.jsonl");
        assumeTrue(Files.isReadable(file), "raw requests are not at " + file + " (solera.shared)");
        int refused = 0;
        int passed = 0;
        int passedWithHost = 0;
        List<String> laxer = new ArrayList<>();
        try (Origin origin = strictOrigin();
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            for (String line : Files.readAllLines(file)) {
                String id = JsonLine.text(line, "suite") + " " + JsonLine.text(line, "id");
                String raw = JsonLine.text(line, "raw");
                List<String> statuses = probe(lab, id, raw);
                if (!raw.toLowerCase(Locale.ROOT).contains("\nhost:")) {
                    // Most lack a Host and are refused for that alone; with one they have to pass for what else they
                    // are.
                    String withHost = raw.replaceFirst("\r?\n", "\r\nHost: x\r\n");
                    if (probe(lab, id + " with Host", withHost).contains("200")) {
                        passedWithHost++;
                    }
                }
                if (statuses.contains("200")) {
                    passed++;
                    if (line.contains("\"haproxy_forwarded\": []")) {
                        laxer.add(id);
                    }
                } else {
                    refused++;
                }
            }
        }
        System.out.println("probes: " + passed + " passed on, " + refused + " refused, " + passedWithHost
                + " more passed on with a Host");
        assertThat(passed + refused).isEqualTo(670);
        assertThat(laxer).as("passed on by us, refused by HAProxy").isEmpty();
    }

    /** Returns the statuses of the answers. The client ends its direction, so the connection comes to an end by itself. */
    private List<String> probe(Lab lab, String id, String raw) throws IOException {
        seen.clear();
        List<String> statuses = statuses(lab, raw);
        assertThat(broken).as(id).isEmpty();
        assertThat(statuses.stream().filter("200"::equals).count())
                .as(id + " answered as often as seen")
                .isEqualTo(seen.size());
        for (int i = 0; i + 1 < statuses.size(); i++) {
            assertThat(statuses.get(i)).as(id + ": nothing follows a refusal").isEqualTo("200");
        }
        return statuses;
    }

    private static List<String> statuses(Lab lab, String raw) throws IOException {
        try (Wire client = lab.client()) {
            client.send(raw);
            client.socket.shutdownOutput();
            List<String> statuses = new ArrayList<>();
            boolean headRequest = raw.startsWith("HEAD ");
            for (String head = client.head(); head != null; head = client.head()) {
                statuses.add(head.substring(9, 12));
                String length = Wire.header(head, "Content-Length");
                if (length != null && !headRequest) {
                    client.take(Integer.parseInt(length));
                }
            }
            return statuses;
        }
    }
}
