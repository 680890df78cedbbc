package dev.solera.shell.internal;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes the pool of a real server that does not exist yet. */
@Service
public final class PoolPrefixCompleter extends NameCompleter {
    @Override
    Stream<String> names() {
        return pools().map(p -> p + "/");
    }
}
