package dev.solera.shell.internal;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes the name of a virtual server. */
@Service
public final class VirtualServerCompleter extends NameCompleter {
    @Override
    Stream<String> names() {
        return virtualServers();
    }
}
