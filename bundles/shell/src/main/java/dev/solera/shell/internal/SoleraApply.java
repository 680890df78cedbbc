package dev.solera.shell.internal;

import dev.solera.api.Caller;
import dev.solera.api.Change;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Puts in force what solera:plan shows. */
@Service
@Command(
        scope = "solera",
        name = "apply",
        description = "Puts in force what solera:plan shows, all of it or nothing",
        detailedDescription =
                """
                Without a folder: the edits that wait in the appliance's own files, with apply = manual. With one: that folder's files
                take the place of the appliance's own. With --confirm it goes back by itself after so many seconds, and at a restart,
                unless solera:confirm says that it is to stay.

                  solera:apply --confirm 120
                  solera:apply /root/staged
                """)
public final class SoleraApply extends SetChange {
    @Argument(index = 0, name = "folder", description = "A whole configuration, by its absolute path")
    @Nullable
    String folder;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Option(
            name = "--confirm",
            description = "Seconds after which it goes back unless confirmed; 0: it stays",
            valueToShowInHelp = "0")
    int confirmSeconds;

    @Option(name = "--force", description = "Applies although a policy objects")
    boolean force;

    @Override
    Change change(Caller caller) {
        return changes.apply(caller, Folders.path(folder), Seconds.duration("--confirm", confirmSeconds), force);
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
