package dev.solera.shell.internal;

import dev.solera.api.VirtualServerStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Lists virtual servers. */
@Service
@Command(
        scope = "lb",
        name = "list",
        description = "Lists virtual servers",
        detailedDescription =
                """
                One row a virtual server, sorted by name. State UP: it listens and at least one server of its pool takes flows. DOWN: it
                listens, but no server does, or the sorry server alone. ERROR: no data plane serves it. The last column says why; lb:show says
                which plane serves it and how it came to that one.
                """)
public final class LbList extends ViewCommand {
    @Override
    void show(PrintStream out, Instant now) {
        Sheet sheet = VirtualServers.sheet();
        view.virtualServers().stream()
                .sorted(Comparator.comparing(
                        (VirtualServerStatus s) -> s.config().name()))
                .forEach(s -> VirtualServers.row(sheet, s));
        sheet.print(out, form());
    }
}
