package dev.solera.shell.internal;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes the name of a VIP. */
@Service
public final class VipCompleter extends NameCompleter {
    @Override
    Stream<String> names() {
        return view.vips().stream().map(v -> v.name());
    }
}
