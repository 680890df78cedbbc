package dev.solera.shell.internal;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes the name of a virtual router. */
@Service
public final class VrrpInstanceCompleter extends NameCompleter {
    @Override
    Stream<String> names() {
        return view.vrrpInstances().stream().map(v -> v.instance().name());
    }
}
