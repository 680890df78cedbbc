package dev.solera.shell.internal;

import dev.solera.api.RealServerRef;
import dev.solera.api.RealServerStatus;
import java.time.Instant;
import java.util.Optional;

/** A command that changes one real server. */
abstract class RealServerChange extends ChangeCommand {
    abstract RealServerRef ref();

    @Override
    final Sheet result(Instant now) {
        Optional<RealServerStatus> real = view.realServer(ref());
        Sheet sheet = real.isPresent() ? RealServers.sheet() : new Sheet();
        real.ifPresent(r -> RealServers.row(sheet, r, now));
        return sheet;
    }
}
