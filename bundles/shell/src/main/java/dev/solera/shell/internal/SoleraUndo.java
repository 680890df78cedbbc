package dev.solera.shell.internal;

import dev.solera.api.Caller;
import dev.solera.api.Change;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Goes back to an earlier set. */
@Service
@Command(
        scope = "solera",
        name = "undo",
        description = "Goes back to the set before the last change, or to one of solera:history",
        detailedDescription =
                """
                The files of that set are written and in force when the command returns. Called again, it goes back one step more. By
                number it goes to any set that is kept, also one that was undone.

                  solera:undo
                  solera:undo 41
                """)
public final class SoleraUndo extends SetChange {
    @Argument(index = 0, name = "set", description = "Number of the set to go back to")
    @Nullable
    String set;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    Change change(Caller caller) {
        return changes.undo(caller, set == null ? null : SoleraDiff.number("set", set));
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
