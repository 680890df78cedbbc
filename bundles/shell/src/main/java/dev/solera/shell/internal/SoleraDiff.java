package dev.solera.shell.internal;

import dev.solera.api.ApplianceChanges;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows how one set differs from another. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "solera",
        name = "diff",
        description = "Shows how one set differs from another, in words and line by line",
        detailedDescription =
                """
                First the objects that came, changed and went, then each file: - before a line that only the first set has, + before one
                that only the second has. Secrets are hidden.

                  solera:diff 41 42
                """)
public final class SoleraDiff extends ViewCommand {
    @Reference
    ApplianceChanges changes;

    @Argument(index = 0, name = "set", required = true, description = "Number of the first set")
    String from;

    @Argument(index = 1, name = "other", required = true, description = "Number of the second")
    String to;

    @Argument(index = 2, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    void show(PrintStream out, Instant now) {
        List<String> lines = changes.diff(number("set", from), number("other", to));
        if (json) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("from", number("set", from));
            fields.put("to", number("other", to));
            fields.put("lines", lines);
            out.println(Json.write(List.of(fields)));
        } else {
            lines.forEach(line -> out.println(Text.clean(line)));
        }
    }

    /** Reads the number of a set. */
    static long number(String name, String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(name + ": " + text + " (expected: the number of a set)");
        }
        return Long.parseLong(text);
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
