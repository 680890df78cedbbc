package dev.solera.shell.internal;

import dev.solera.api.ApplianceView;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes a name with what the appliance has at that moment. */
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
abstract class NameCompleter implements Completer {
    @Reference
    ApplianceView view;

    @Override
    public final int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(names().toList()).complete(session, commandLine, candidates);
    }

    abstract Stream<String> names();

    final Stream<String> virtualServers() {
        return view.virtualServers().stream().map(s -> s.config().name());
    }

    final Stream<String> pools() {
        return view.pools().stream().map(p -> p.config().name());
    }

    final Stream<String> reals() {
        return view.pools().stream().flatMap(p -> p.members().stream()).map(r -> r.ref()
                .toString());
    }
}
