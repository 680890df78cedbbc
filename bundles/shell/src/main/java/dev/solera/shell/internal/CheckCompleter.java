package dev.solera.shell.internal;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes the name of a check. */
@Service
public final class CheckCompleter extends NameCompleter {
    @Override
    Stream<String> names() {
        return view.pools().stream().flatMap(p -> p.config().checks().stream()).map(c -> c.name());
    }
}
