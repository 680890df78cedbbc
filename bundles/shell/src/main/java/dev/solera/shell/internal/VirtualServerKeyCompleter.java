package dev.solera.shell.internal;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes a line of a virtual server. */
@Service
public final class VirtualServerKeyCompleter extends NameCompleter {
    @Override
    Stream<String> names() {
        return Stream.concat(
                Stream.of("mode=http", "mode=tcp", "mode=health", "listen=", "dataplane=proxy"),
                pools().map(p -> "pool=" + p));
    }
}
