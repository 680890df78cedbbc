package dev.solera.shell.internal;

import dev.solera.api.Caller;
import dev.solera.api.Change;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Removes a virtual server. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "lb",
        name = "remove",
        description = "Removes a virtual server and its file",
        detailedDescription =
                """
                It stops listening at once; established connections go on until they end. Its pool stays.

                  lb:remove shop
                """)
public final class LbRemove extends VirtualServerChange {
    @Argument(index = 0, name = "name", required = true, description = "The virtual server")
    @Completion(VirtualServerCompleter.class)
    String name;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    String name() {
        return name;
    }

    @Override
    Change change(Caller caller) {
        return control.removeVirtualServer(caller, name);
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
