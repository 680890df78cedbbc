package dev.solera.shell.internal;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes the name of a virtual server, a pool or a real server. */
@Service
public final class TargetCompleter extends NameCompleter {
    @Override
    Stream<String> names() {
        return Stream.of(virtualServers(), pools(), reals()).flatMap(s -> s);
    }
}
