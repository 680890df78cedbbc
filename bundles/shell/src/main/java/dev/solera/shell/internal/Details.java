package dev.solera.shell.internal;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints one object, a line each field. */
final class Details {
    private Details() {}

    /** Prints {@code title} and the fields below it; fields that are null, empty or objects themselves are left out. */
    static void print(PrintStream out, String title, Map<String, @Nullable Object> fields) {
        out.println(Text.clean(title));
        int width = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
        fields.forEach((name, value) -> {
            String text = text(value);
            if (!text.isEmpty()) {
                out.println("  " + name + " ".repeat(width - name.length() + 2) + Text.clean(text));
            }
        });
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Collection<?> list) {
            return list.stream().anyMatch(Map.class::isInstance) ? "" : joined(list);
        }
        return value instanceof Double
                ? Json.write(value)
                : value == null || value instanceof Map ? "" : value.toString();
    }

    private static String joined(Collection<?> list) {
        List<String> words = list.stream().map(String::valueOf).toList();
        return String.join(words.stream().anyMatch(word -> word.indexOf(' ') >= 0) ? ", " : " ", words);
    }
}
