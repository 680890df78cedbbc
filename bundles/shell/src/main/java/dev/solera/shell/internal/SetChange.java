package dev.solera.shell.internal;

import dev.solera.api.ApplianceChanges;
import java.time.Instant;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/** A command that puts a whole set in force, or keeps it there, and then shows it. */
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
abstract class SetChange extends ChangeCommand {
    @Reference
    ApplianceChanges changes;

    @Override
    final Sheet result(Instant now) {
        Sheet sheet = Sets.sheet();
        changes.history().stream().filter(set -> set.inForce()).forEach(set -> Sets.row(sheet, set));
        return sheet;
    }
}
