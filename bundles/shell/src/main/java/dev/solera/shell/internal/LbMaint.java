package dev.solera.shell.internal;

import dev.solera.api.AdminState;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Takes a real server out of service: no flows, no checks. */
@Service
@Command(
        scope = "lb",
        name = "maint",
        description = "Takes a real server out of service: no flows, no checks",
        detailedDescription =
                """
                The state is kept over a restart. lb:ready ends it, or --for does after that many seconds. Flows in progress go on; those that
                are left after --timeout seconds are closed, or kept all the same and told of.

                  lb:maint web/web1 --reason "disk replaced" --timeout 60
                """)
public final class LbMaint extends OutOfService {
    @Override
    AdminState state() {
        return AdminState.MAINT;
    }
}
