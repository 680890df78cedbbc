package dev.solera.shell.internal;

import dev.solera.api.AdminState;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Takes new flows away from a real server and lets those in progress end. */
@Service
@Command(
        scope = "lb",
        name = "drain",
        description = "Takes new flows away from a real server and lets those in progress end",
        detailedDescription =
                """
                Flows in progress, and those that persistence binds to the server, go on; checks go on too. The state is kept over a
                restart. lb:ready ends it, or --for does after that many seconds. Flows that are left after --timeout seconds are closed, or
                kept all the same and told of. lb:show says how many are left and when the last one is likely to end.

                  lb:drain web/web1 --reason "new kernel" --for 3600
                  lb:drain web/web1 --timeout 300
                  lb:drain web/web1 --timeout 300 --then keep
                """)
public final class LbDrain extends OutOfService {
    @Override
    AdminState state() {
        return AdminState.DRAIN;
    }
}
