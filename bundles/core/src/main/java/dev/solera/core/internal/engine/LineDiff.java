package dev.solera.core.internal.engine;

import dev.solera.core.internal.files.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which lines of a file came and which went: the longest common subsequence stays. Secrets are hidden. */
final class LineDiff {
    /** Beyond this many pairs of lines between the common ends, what is between them counts as rewritten. */
    private static final long MOST_PAIRS = 4_000_000;

    private final List<String> before;
    private final List<String> after;
    private final List<String> words = new ArrayList<>();

    private LineDiff(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
    }

    /** Returns {@code - line} and {@code + line}, in file order; null stands for no file. */
    static List<String> of(byte @Nullable [] before, byte @Nullable [] after) {
        LineDiff diff = new LineDiff(lines(before), lines(after));
        diff.run();
        return diff.words;
    }

    private static List<String> lines(byte @Nullable [] bytes) {
        return bytes == null
                ? List.of()
                : new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    private void run() {
        int start = 0;
        int endBefore = before.size();
        int endAfter = after.size();
        while (start < endBefore && start < endAfter && before.get(start).equals(after.get(start))) {
            start++;
        }
        while (endBefore > start
                && endAfter > start
                && before.get(endBefore - 1).equals(after.get(endAfter - 1))) {
            endBefore--;
            endAfter--;
        }
        int n = endBefore - start;
        int m = endAfter - start;
        if ((long) n * m > MOST_PAIRS) {
            before.subList(start, endBefore).forEach(line -> add("- ", line));
            after.subList(start, endAfter).forEach(line -> add("+ ", line));
            return;
        }
        int[][] common = new int[n + 1][m + 1];
        for (int i = n - 1; i >= 0; i--) {
            for (int j = m - 1; j >= 0; j--) {
                common[i][j] = before.get(start + i).equals(after.get(start + j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < n || j < m) {
            if (i < n && j < m && before.get(start + i).equals(after.get(start + j))) {
                i++;
                j++;
            } else if (i < n && (j == m || common[i + 1][j] >= common[i][j + 1])) {
                add("- ", before.get(start + i++));
            } else {
                add("+ ", after.get(start + j++));
            }
        }
    }

    private void add(String sign, String line) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            words.add(sign + line);
            return;
        }
        // A secret that was commented out is still one.
        String key = line.substring(0, equals).replace("#", "").strip();
        String value = line.substring(equals + 1).strip();
        words.add(
                value.equals(Entry.shown(key, value))
                        ? sign + line
                        : sign + line.substring(0, equals + 1) + " ********");
    }
}
