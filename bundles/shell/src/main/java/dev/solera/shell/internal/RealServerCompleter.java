package dev.solera.shell.internal;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes pool/real. */
@Service
public final class RealServerCompleter extends NameCompleter {
    @Override
    Stream<String> names() {
        return reals();
    }
}
