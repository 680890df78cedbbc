package dev.solera.shell.internal;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Lists virtual routers. */
@Service
@Command(
        scope = "vrrp",
        name = "list",
        description = "Lists virtual routers",
        detailedDescription =
                """
                One row a virtual router, sorted by name. Priority is what it goes by now, Configured what stands in its file: tracks make
                the difference, see vrrp:show. Yield LISTENING: it cannot serve, has offered its place and waits for somebody to take
                it. ALONE: nobody did; it is MASTER at priority 1.
                """)
public final class VrrpList extends ViewCommand {
    @Override
    void show(PrintStream out, Instant now) {
        Sheet sheet = VrrpInstances.sheet();
        var all = view.vrrpInstances();
        VrrpInstances instances = new VrrpInstances(all, now);
        all.stream()
                .sorted(Comparator.comparing(status -> status.instance().name()))
                .forEach(status -> instances.row(sheet, status));
        sheet.print(out, form());
    }
}
