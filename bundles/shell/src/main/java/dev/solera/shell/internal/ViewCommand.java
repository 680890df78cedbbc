package dev.solera.shell.internal;

import dev.solera.api.ApplianceView;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.jspecify.annotations.Nullable;

/** A command that shows something. */
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
abstract class ViewCommand implements Action {
    @Reference
    ApplianceView view;

    @Option(
            name = "--json",
            description = "Prints an array of objects with the names that the MBeans have, first letter lower case")
    boolean json;

    @Option(name = "--no-format", description = "Prints no header and no borders, and a tab between columns")
    boolean noFormat;

    @Override
    public final @Nullable Object execute() {
        List<String> others = TrailingOptions.apply(this, trailing());
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("argument: " + others.get(0) + " (expected: an option, or nothing)");
        }
        show(System.out, Instant.now());
        return null;
    }

    abstract void show(PrintStream out, Instant now);

    /** Returns what stands behind the arguments; empty for a command without arguments. */
    List<String> trailing() {
        return List.of();
    }

    final Sheet.Form form() {
        return json ? Sheet.Form.JSON : noFormat ? Sheet.Form.BARE : Sheet.Form.TABLE;
    }
}
