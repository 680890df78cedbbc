package dev.solera.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Mode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
        List<Probe> probes = Probe.all();
        int passed = 0;
        int passedWithHost = 0;
        List<String> laxer = new ArrayList<>();
        try (Origin origin = strictOrigin();
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            for (Probe probe : probes) {
                boolean passes = probe(lab, probe);
                if (passes) {
                    passed++;
                    if (!probe.passedHaproxyBefore()) {
                        laxer.add(probe.id());
                    }
                }
                if (!probe.hasHost() && probe(lab, probe.withHost())) {
                    passedWithHost++;
                }
            }
        }
        System.out.println("probes: " + passed + " of " + probes.size() + " passed on, " + passedWithHost
                + " more passed on with a Host");
        assertThat(probes).hasSize(670);
        assertThat(laxer).as("passed on by us, refused by HAProxy").isEmpty();
    }

    /** Returns whether anything of it was passed on. */
    private boolean probe(Lab lab, Probe probe) throws IOException {
        seen.clear();
        Probe.Verdict verdict = probe.send(lab.address());
        assertThat(broken).as(probe.id()).isEmpty();
        assertThat(verdict.passed())
                .as(probe.id() + " answered as often as seen")
                .isEqualTo(seen.size());
        List<String> statuses = verdict.statuses();
        for (int i = 0; i + 1 < statuses.size(); i++) {
            assertThat(statuses.get(i))
                    .as(probe.id() + ": nothing follows a refusal")
                    .isEqualTo("200");
        }
        return verdict.passed() > 0;
    }

    @Test
    void whatHaproxyPassesOnAndWeRefuseIsRefusedForADocumentedReason(@TempDir Path folder) throws Exception {
        List<Probe> probes = new ArrayList<>();
        for (Probe probe : Probe.all()) {
            probes.add(probe);
            if (!probe.hasHost()) {
                probes.add(probe.withHost());
            }
        }
        TreeMap<String, Set<String>> stricter = new TreeMap<>();
        List<String> laxer = new ArrayList<>();
        try (Origin origin = Origin.answering("seen");
                Haproxy haproxy = Haproxy.inFrontOf(origin.address, folder);
                Lab lab = new Lab().start(Mode.HTTP, origin.address)) {
            for (Probe probe : probes) {
                Probe.Verdict theirs = probe.send(haproxy.address());
                Probe.Verdict ours = probe.send(lab.address());
                if (ours.passed() > theirs.passed()) {
                    laxer.add(probe.id());
                } else if (ours.passed() < theirs.passed()) {
                    // A refused HEAD has no text; GET is refused for the same.
                    String reason = ours.lastText().isEmpty()
                            ? probe.withMethod("GET").send(lab.address()).lastText()
                            : ours.lastText();
                    stricter.computeIfAbsent(reason, t -> new TreeSet<>()).add(probe.id());
                }
            }
        }
        stricter.forEach((reason, ids) -> System.out.println("refused, HAProxy passes " + ids.size() + ": " + reason
                + ", such as " + ids.iterator().next()));
        assertThat(laxer).as("passed on by us, refused by HAProxy").isEmpty();
        assertThat(stricter.keySet())
                .as("reasons that docs/proxy.md lists with their clause")
                .isEqualTo(documented());
    }

    /** Returns the reasons in the table of docs/proxy.md, which stand in backticks in its first column. */
    private static Set<String> documented() throws IOException {
        String text = Files.readString(Path.of("../../docs/proxy.md"), StandardCharsets.UTF_8);
        String section = text.substring(text.indexOf("## Where HAProxy is laxer"));
        Set<String> reasons = new TreeSet<>();
        section.substring(0, section.indexOf("\n## ", 3))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> reasons.add(line.substring(3, line.indexOf('`', 3))));
        return reasons;
    }
}
