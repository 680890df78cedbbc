package dev.solera.shell.internal;

import dev.solera.api.Caller;
import dev.solera.api.Change;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Says that what was applied last is to stay. */
@Service
@Command(
        scope = "solera",
        name = "confirm",
        description = "Says that what solera:apply --confirm put in force is to stay",
        detailedDescription =
                """
                Until then it goes back by itself when its time is over, and at a restart.
                """)
public final class SoleraConfirm extends SetChange {
    @Argument(index = 0, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    Change change(Caller caller) {
        return changes.confirm(caller);
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
