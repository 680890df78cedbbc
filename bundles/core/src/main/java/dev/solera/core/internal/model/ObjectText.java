package dev.solera.core.internal.model;

import dev.solera.api.Problem;
import dev.solera.core.internal.files.ConfigText;
import dev.solera.core.internal.files.Entry;
import dev.solera.core.internal.files.Ranges;
import dev.solera.spi.Keys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file as it counts on this node: ranges expanded, {@code key@node} in the place of {@code key}, lines of other nodes left out.
 *
 * @param file path below the configuration folder
 * @param entries by key, in file order
 * @param problems what was wrong
 */
record ObjectText(String file, Map<String, Entry> entries, List<Problem> problems) {
    static ObjectText of(ConfigText text, String node) {
        List<Problem> problems = new ArrayList<>(text.problems());
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, Entry> own = new LinkedHashMap<>();
        for (Entry entry : text.entries()) {
            int at = entry.key().indexOf('@');
            if (at >= 0 && !entry.key().substring(at + 1).equals(node)) {
                continue;
            }
            boolean range = Ranges.isRange(entry.key());
            for (Entry one : expand(text.file(), entry, problems)) {
                if (at >= 0) {
                    own.put(one.key().substring(0, one.key().indexOf('@')), one);
                } else {
                    put(text.file(), entries, one, range, problems);
                }
            }
        }
        own.forEach(entries::put);
        return new ObjectText(text.file(), entries, problems);
    }

    Keys keys() {
        Map<String, String> values = new LinkedHashMap<>();
        entries.forEach((key, entry) -> values.put(key, entry.value()));
        return new Keys(values);
    }

    /** Returns the problem of a key, with the line it stands on. */
    Problem problem(String key, @Nullable String value, String expected) {
        Entry entry = entries.get(key);
        return new Problem(file, entry == null ? 0 : entry.line(), entry == null ? key : entry.key(), value, expected);
    }

    private static List<Entry> expand(String file, Entry entry, List<Problem> problems) {
        try {
            return Ranges.expand(entry);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(file, entry.line(), entry.key(), entry.value(), String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    /** A line of its own overrides what a range says of the same key, wherever it stands; two ranges may not meet. */
    private static void put(
            String file, Map<String, Entry> entries, Entry entry, boolean range, List<Problem> problems) {
        Entry there = entries.get(entry.key());
        if (there == null || !range) {
            entries.put(entry.key(), entry);
        } else if (there.value() != null && isFromRange(there, entries)) {
            problems.add(new Problem(
                    file,
                    entry.line(),
                    entry.key(),
                    entry.value(),
                    "ranges that do not meet; see line " + there.line()));
        }
    }

    private static boolean isFromRange(Entry entry, Map<String, Entry> entries) {
        return entries.values().stream().filter(e -> e.line() == entry.line()).count() > 1;
    }
}
