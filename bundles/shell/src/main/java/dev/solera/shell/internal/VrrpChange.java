package dev.solera.shell.internal;

import java.time.Instant;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;

/** A command that changes one virtual router. */
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
abstract class VrrpChange extends ChangeCommand {
    @Argument(index = 0, name = "name", required = true, description = "The virtual router")
    @Completion(VrrpInstanceCompleter.class)
    String name;

    @Override
    final Sheet result(Instant now) {
        Sheet sheet = VrrpInstances.sheet();
        new VrrpInstances(view.vrrpInstances(), now).row(sheet, VrrpInstances.select(view, name));
        return sheet;
    }
}
