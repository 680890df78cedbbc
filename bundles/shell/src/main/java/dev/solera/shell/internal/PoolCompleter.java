package dev.solera.shell.internal;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes the name of a pool. */
@Service
public final class PoolCompleter extends NameCompleter {
    @Override
    Stream<String> names() {
        return pools();
    }
}
