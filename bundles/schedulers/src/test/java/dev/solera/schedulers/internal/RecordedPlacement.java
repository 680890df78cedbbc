package dev.solera.schedulers.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of the placements recorded from HAProxy 2.6. */
record RecordedPlacement(String name, String balance, String options, int[] weights, String picks) {
    private static final Path FILE =
            Path.of(System.getProperty("solera.shared", ""), "golden", "haproxy-balance", "placement.jsonl");
    private static final Pattern LINE = Pattern.compile(
            "\\{\"name\": \"(?<name>.*?)\", \"balance\": \"(?<balance>.*?)\","
                    + " \"opts\": \\[(?<opts>.*?)], \"weights\": \\[(?<weights>.*?)], \"kind\": .*?, \"picks\": \\[(?<picks>.*)]}");
    private static final Pattern KEYED_PICK = Pattern.compile("\\[\"([^\"]*)\", \"s([0-9]+)\"]");
    private static final Pattern PICK = Pattern.compile("\"s([0-9]+)\"");

    /** Returns the recordings of one {@code balance} algorithm; skips the test when they are not there. */
    static List<RecordedPlacement> of(String balance) {
        assumeTrue(Files.exists(FILE), "skipped: no recorded placements at " + FILE);
        try (var lines = Files.lines(FILE)) {
            List<RecordedPlacement> all = lines.map(RecordedPlacement::parse)
                    .filter(p -> p.balance.equals(balance))
                    .toList();
            assumeTrue(!all.isEmpty(), "skipped: no placement recorded for " + balance);
            return all;
        } catch (IOException e) {
            throw new IllegalStateException("recorded placements at " + FILE, e);
        }
    }

    private static RecordedPlacement parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalStateException("recorded placement: " + line);
        }
        int[] weights = Pattern.compile(", ")
                .splitAsStream(matcher.group("weights"))
                .mapToInt(Integer::parseInt)
                .toArray();
        return new RecordedPlacement(
                matcher.group("name"),
                matcher.group("balance"),
                matcher.group("opts"),
                weights,
                matcher.group("picks"));
    }

    /** Returns the servers in the order picked, such as {@code 1 2 1}. */
    String sequence() {
        return String.join(
                " ", PICK.matcher(picks).results().map(r -> r.group(1)).toList());
    }

    /** Returns key and server, for placements that depend on a key. */
    List<MatchResult> keyed() {
        return KEYED_PICK.matcher(picks).results().toList();
    }
}
