package dev.solera.core.internal.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Edits a file of real servers, one a line: {@code name definition}. Other lines stay byte for byte. */
final class RealsFile {
    private RealsFile() {}

    static byte[] remove(byte[] bytes, String name) {
        return edit(bytes, name, line -> null);
    }

    static byte[] change(byte[] bytes, String name, UnaryOperator<String> change) {
        return edit(bytes, name, line -> {
            int start = line.indexOf(name) + name.length();
            String rest = line.substring(start);
            String definition = rest.strip();
            int at = rest.indexOf(definition);
            return line.substring(0, start)
                    + rest.substring(0, at)
                    + change.apply(definition)
                    + rest.substring(at + definition.length());
        });
    }

    private static byte[] edit(byte[] bytes, String name, LineEdit edit) {
        List<String> lines = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
            String after = line.strip().split("[ \t]+", 2)[0].equals(name) ? edit.apply(line) : line;
            if (after != null) {
                lines.add(after);
            }
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private interface LineEdit {
        @Nullable
        String apply(String line);
    }
}
