package dev.solera.shell.internal;

import dev.solera.api.ApplianceView;
import java.time.Clock;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/** A command that prints rows. */
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
abstract class ApplianceCommand implements Action {
    @Reference
    ApplianceView view;

    @Option(
            name = "--json",
            description = "Prints an array of objects with the names that the MBeans have, first letter lower case")
    boolean json;

    @Option(name = "--no-format", description = "Prints rows alone: no header, no borders, a tab between columns")
    boolean noFormat;

    /** By which ages are told. */
    Clock clock = Clock.systemUTC();

    /** Returns what stands behind the arguments; empty for a command without arguments. */
    List<String> trailing() {
        return List.of();
    }

    /** Takes the words behind the arguments that are no option; a command that expects none refuses them. */
    void words(List<String> words) {
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("argument: " + words.get(0) + " (expected: an option, or nothing)");
        }
    }

    final Sheet.Form form() {
        return json ? Sheet.Form.JSON : noFormat ? Sheet.Form.BARE : Sheet.Form.TABLE;
    }
}
