package dev.solera.shell.internal;

import dev.solera.api.Caller;
import dev.solera.api.Change;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Makes a virtual router that is MASTER give up its place once. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "vrrp",
        name = "release",
        description = "Makes a virtual router that is MASTER give up its place once",
        detailedDescription =
                """
                It sends priority 0 and takes its addresses away, so that another takes over after its skew time. Whether the place comes
                back is as configured: with preempt = true it does as soon as the other is heard at a lower priority. Nothing is
                written to a file.

                  vrrp:release front --why "new kernel"
                """)
public final class VrrpRelease extends VrrpChange {
    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Option(name = "--why", description = "Why, for those who look at it later", valueToShowInHelp = "")
    String why = "";

    @Override
    Change change(Caller caller) {
        return control.releaseVrrp(caller, name, why);
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
