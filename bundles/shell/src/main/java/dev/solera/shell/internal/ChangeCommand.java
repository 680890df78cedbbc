package dev.solera.shell.internal;

import dev.solera.api.ApplianceControl;
import dev.solera.api.ApplianceView;
import dev.solera.api.Caller;
import dev.solera.api.Change;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** A command that changes something and then shows the resulting row. */
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
abstract class ChangeCommand implements Action {
    @Reference
    ApplianceView view;

    @Reference
    ApplianceControl control;

    @Reference
    Session session;

    @Option(name = "--json", description = "Prints the resulting row as an array of one object")
    boolean json;

    @Option(name = "--no-format", description = "Prints the resulting row alone, with a tab between columns")
    boolean noFormat;

    @Override
    public final @Nullable Object execute() throws NotPersistedException {
        words(TrailingOptions.apply(this, trailing()));
        Change change = change(Callers.of(session));
        PrintStream out = System.out;
        if (!json && !noFormat) {
            out.println(Text.clean(change.summary()));
        }
        result(Instant.now()).print(out, json ? Sheet.Form.JSON : noFormat ? Sheet.Form.BARE : Sheet.Form.TABLE);
        String why = change.notPersisted();
        if (why != null) {
            throw new NotPersistedException(why);
        }
        return null;
    }

    abstract Change change(Caller caller);

    /** Returns the changed object; a sheet without rows and columns when it is gone. */
    abstract Sheet result(Instant now);

    /** Returns what stands behind the arguments. */
    abstract List<String> trailing();

    /** Takes the words behind the arguments that are no option; a command that expects none refuses them. */
    void words(List<String> words) {
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("argument: " + words.get(0) + " (expected: an option, or nothing)");
        }
    }
}
