package dev.solera.shell.internal;

import dev.solera.api.VirtualServerStatus;
import java.time.Instant;
import java.util.Optional;

/** A command that changes one virtual server. */
abstract class VirtualServerChange extends ChangeCommand {
    abstract String name();

    @Override
    final Sheet result(Instant now) {
        Optional<VirtualServerStatus> server = view.virtualServer(name());
        Sheet sheet = server.isPresent() ? VirtualServers.sheet() : new Sheet();
        server.ifPresent(s -> VirtualServers.row(sheet, s));
        return sheet;
    }
}
