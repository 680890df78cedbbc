package dev.solera.shell.internal;

import dev.solera.api.AdminState;
import dev.solera.api.Caller;
import dev.solera.api.Change;
import dev.solera.api.Patience;
import dev.solera.api.RealServerRef;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.jspecify.annotations.Nullable;

/** A command that sets the admin state of a real server. It is run-time state: kept over a restart, written to no file. */
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
abstract class AdminStateChange extends RealServerChange {
    @Argument(index = 0, name = "pool/real", required = true, description = "The real server, such as web/web1")
    @Completion(RealServerCompleter.class)
    String real;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Option(name = "--reason", description = "Why, for those who look at it later", valueToShowInHelp = "")
    String reason = "";

    @Option(
            name = "--for",
            description = "Seconds after which the server is READY again by itself; 0: until it is set again",
            valueToShowInHelp = "0")
    int forSeconds;

    abstract AdminState state();

    /** Returns how long flows in progress may go on, null: until they end. */
    @Nullable
    Patience patience() {
        return null;
    }

    @Override
    final RealServerRef ref() {
        return RealServerRef.parse(real);
    }

    @Override
    final Change change(Caller caller) {
        return control.setAdminState(caller, ref(), state(), reason, Seconds.duration("--for", forSeconds), patience());
    }

    @Override
    final List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
