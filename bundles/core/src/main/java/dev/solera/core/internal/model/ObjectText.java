package dev.solera.core.internal.model;

import dev.solera.api.Problem;
import dev.solera.core.internal.files.ConfigText;
import dev.solera.core.internal.files.Entry;
import dev.solera.core.internal.files.Ranges;
import dev.solera.spi.Keys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file as it counts on this node: ranges expanded, {@code key@node} in the place of {@code key}, lines of other nodes left out.
 *
 * @param file path below the configuration folder
 * @param entries by key, in file order
 * @param problems what was wrong
 */
record ObjectText(String file, Map<String, Entry> entries, List<Problem> problems) {
    /** The most lines that a file may stand for once its ranges are expanded. */
    static final int MAX_ENTRIES = 65_536;

    static ObjectText of(ConfigText text, String node) {
        List<Problem> problems = new ArrayList<>(text.problems());
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, Entry> own = new LinkedHashMap<>();
        Set<Entry> fromRanges = new HashSet<>();
        int left = MAX_ENTRIES;
        for (Entry entry : text.entries()) {
            int at = entry.key().indexOf('@');
            if (at >= 0 && !entry.key().substring(at + 1).equals(node)) {
                continue;
            }
            boolean range = Ranges.isRange(entry.key());
            List<Entry> expanded = expand(text.file(), entry, problems);
            left -= expanded.size();
            if (left < 0) {
                problems.add(new Problem(
                        text.file(),
                        entry.line(),
                        entry.key(),
                        Entry.shown(entry.key(), entry.value()),
                        "at most " + MAX_ENTRIES + " lines in a file, ranges expanded"));
                break;
            }
            for (Entry one : expanded) {
                if (range) {
                    fromRanges.add(one);
                }
                String key =
                        at < 0 ? one.key() : one.key().substring(0, one.key().indexOf('@'));
                put(text.file(), at < 0 ? entries : own, key, one, fromRanges, problems);
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

    /** Returns the key below {@code prefix} that has a value, or the prefix when none has. */
    String keyOf(String prefix, @Nullable String value) {
        return entries.entrySet().stream()
                .filter(e ->
                        e.getKey().startsWith(prefix) && e.getValue().value().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(prefix);
    }

    private static List<Entry> expand(String file, Entry entry, List<Problem> problems) {
        try {
            return Ranges.expand(entry);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(
                    file,
                    entry.line(),
                    entry.key(),
                    Entry.shown(entry.key(), entry.value()),
                    String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    /** A line of its own overrides what a range says of the same key, wherever it stands; two ranges may not meet. */
    private static void put(
            String file,
            Map<String, Entry> entries,
            String key,
            Entry entry,
            Set<Entry> fromRanges,
            List<Problem> problems) {
        Entry there = entries.get(key);
        if (there == null || !fromRanges.contains(entry)) {
            entries.put(key, entry);
        } else if (fromRanges.contains(there) && problems.size() < ConfigText.MAX_PROBLEMS) {
            problems.add(new Problem(
                    file,
                    entry.line(),
                    entry.key(),
                    Entry.shown(entry.key(), entry.value()),
                    "ranges that do not meet; see line " + there.line()));
        }
    }
}
