package dev.solera.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bytes of a client that attack the border between two requests. */
record Probe(String id, String raw, boolean passedHaproxyBefore) {
    /**
     * What became of one.
     *
     * @param statuses of the answers, in order
     * @param lastText body of the last answer
     */
    record Verdict(List<String> statuses, String lastText) {
        long passed() {
            return statuses.stream().filter("200"::equals).count();
        }
    }

    /** Returns all of the shared ones; the test is skipped where they are not. */
    static List<Probe> all() throws IOException {
        Path file = Path.of(System.getProperty("solera.shared", ""), "corpora", "http1", "probes.jsonl");
        assumeTrue(Files.isReadable(file), "raw requests are not at " + file + " (solera.shared)");
        List<Probe> probes = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            probes.add(new Probe(
                    JsonLine.text(line, "suite") + " " + JsonLine.text(line, "id"),
                    JsonLine.text(line, "raw"),
                    !line.contains("\"haproxy_forwarded\": []")));
        }
        return probes;
    }

    boolean hasHost() {
        return raw.toLowerCase(Locale.ROOT).contains("\nhost:");
    }

    /** Most lack a Host and are refused for that alone; with one they have to pass for what else they are. */
    Probe withHost() {
        return new Probe(id + " with Host", raw.replaceFirst("\r?\n", "\r\nHost: x\r\n"), passedHaproxyBefore);
    }

    Probe withMethod(String method) {
        return new Probe(id, raw.replaceFirst("^[A-Z]+", method), passedHaproxyBefore);
    }

    /** Sends it, ends the client's direction, so that the connection comes to an end by itself, and reads the answers. */
    Verdict send(InetSocketAddress to) throws IOException {
        try (Wire client = Wire.to(to)) {
            client.send(raw);
            client.socket.shutdownOutput();
            List<String> statuses = new ArrayList<>();
            String text = "";
            boolean headRequest = raw.startsWith("HEAD ");
            for (String head = head(client); head != null; head = head(client)) {
                statuses.add(head.substring(9, 12));
                String length = Wire.header(head, "Content-Length");
                text = length == null || headRequest ? "" : client.take(Integer.parseInt(length));
            }
            return new Verdict(statuses, text.strip());
        }
    }

    /** Returns null, too, where the answer is HTTP/2: some probes begin with its preface. */
    private static String head(Wire client) throws IOException {
        try {
            return client.head();
        } catch (EOFException e) {
            if (String.valueOf(e.getMessage()).contains("HTTP/1")) {
                throw e;
            }
            return null;
        }
    }
}
