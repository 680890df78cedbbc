package dev.solera.shell.internal;

import dev.solera.api.ApplianceChanges;
import java.io.PrintStream;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Lists the sets that are kept. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "solera",
        name = "history",
        description = "Lists the sets that were in force: who changed what, when and from where",
        detailedDescription =
                """
                The newest first. Before is the set that solera:undo goes back to from it.
                """)
public final class SoleraHistory extends ViewCommand {
    @Reference
    ApplianceChanges changes;

    @Override
    void show(PrintStream out, Instant now) {
        Sheet sheet = Sets.sheet();
        changes.history().forEach(set -> Sets.row(sheet, set));
        sheet.print(out, form());
    }
}
