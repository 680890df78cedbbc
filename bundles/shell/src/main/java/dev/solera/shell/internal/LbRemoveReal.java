package dev.solera.shell.internal;

import dev.solera.api.Caller;
import dev.solera.api.Change;
import dev.solera.api.RealServerRef;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Removes a real server from a pool. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "lb",
        name = "remove-real",
        description = "Removes a real server from a pool",
        detailedDescription =
                """
                Takes its line out of the pool's file. Flows in progress go on until they end; drain the server first to see them go.

                  lb:remove-real web/web4
                """)
public final class LbRemoveReal extends RealServerChange {
    @Argument(index = 0, name = "pool/real", required = true, description = "The real server, such as web/web4")
    @Completion(RealServerCompleter.class)
    String real;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    RealServerRef ref() {
        return RealServerRef.parse(real);
    }

    @Override
    Change change(Caller caller) {
        return control.removeReal(caller, ref());
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
