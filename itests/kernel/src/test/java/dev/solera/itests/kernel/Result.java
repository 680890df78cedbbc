package dev.solera.itests.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What came out of a case; a line of the file that the guest writes and the host reads.
 *
 * @param name of the case
 * @param outcome {@code PASSED FAILED SKIPPED}, or {@code END} when there are no more
 * @param words what was wrong, empty when nothing was
 */
record Result(String name, String outcome, String words) {
    static Result failure(String name, String words) {
        return new Result(name, "FAILED", words);
    }

    static List<Result> read(Path file) throws IOException {
        List<Result> results = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t", -1);
            if (parts.length == 3) {
                byte[] words = Base64.getDecoder().decode(parts[2]);
                results.add(new Result(parts[0], parts[1], new String(words, StandardCharsets.UTF_8)));
            }
        }
        return results;
    }

    void append(Path file) throws IOException {
        String coded = Base64.getEncoder().encodeToString(words.getBytes(StandardCharsets.UTF_8));
        Files.writeString(file, name + "\t" + outcome + "\t" + coded + "\n", StandardOpenOption.APPEND);
    }

    boolean isEnd() {
        return outcome.equals("END");
    }
}
