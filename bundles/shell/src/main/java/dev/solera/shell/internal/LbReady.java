package dev.solera.shell.internal;

import dev.solera.api.AdminState;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Gives a real server traffic again, as its health allows. */
@Service
@Command(
        scope = "lb",
        name = "ready",
        description = "Gives a real server traffic again, as its health allows",
        detailedDescription =
                """
                Ends lb:drain and lb:maint. A server that was in maintenance is checked first.

                  lb:ready web/web1
                """)
public final class LbReady extends AdminStateChange {
    @Override
    AdminState state() {
        return AdminState.READY;
    }
}
