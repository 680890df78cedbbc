package dev.solera.shell.internal;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes the name of a scheduler. */
@Service
public final class SchedulerCompleter extends NameCompleter {
    @Override
    Stream<String> names() {
        return view.schedulers().stream().map(s -> s.name());
    }
}
