package dev.solera.shell.internal;

import dev.solera.api.ApplianceControl;
import dev.solera.api.Caller;
import dev.solera.api.Change;
import java.io.PrintStream;
import java.time.Instant;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** A command that changes something and then shows the resulting row. */
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
abstract class ChangeCommand extends ApplianceCommand {
    @Reference
    ApplianceControl control;

    @Reference
    Session session;

    @Override
    public final @Nullable Object execute() throws NotPersistedException {
        words(TrailingOptions.apply(this, trailing()));
        Change change = change(Callers.of(session));
        PrintStream out = System.out;
        Sheet.Form form = form();
        if (form == Sheet.Form.TABLE) {
            out.println(Text.clean(change.summary()));
        }
        result(clock.instant()).print(out, form);
        String why = change.notPersisted();
        if (why != null) {
            throw new NotPersistedException(why);
        }
        return null;
    }

    abstract Change change(Caller caller);

    /** Returns the changed object; a sheet without rows and columns when it is gone. */
    abstract Sheet result(Instant now);
}
