package dev.solera.shell.internal;

import dev.solera.api.RealServerStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Lists the real servers of all pools. */
@Service
@Command(
        scope = "lb",
        name = "list-pools",
        description = "Lists pools and their real servers",
        detailedDescription =
                """
                One row a real server, sorted by pool and name. Admin is what the operator wants, Health what the checks say. Weight is
                the configured or temporary one, Effective the one in use: less during slow start, 0 when the server takes no new flows.
                Presence is SERVING; or KEPT with weight 0 (drained, of weight 0, inhibited), LEAVING once its flows have ended (in maintenance,
                not checked yet, a backup that is not needed, standing back for the sorry server), OUT (down), CUT with its flows (an operator's
                patience is over).

                  lb:list-pools --pool web
                """)
public final class LbListPools extends ViewCommand {
    @Option(name = "--pool", description = "Shows this pool alone")
    @Completion(PoolCompleter.class)
    @Nullable
    String pool;

    @Override
    void show(PrintStream out, Instant now) {
        Sheet sheet = RealServers.sheet();
        Pools.select(view, pool).stream()
                .flatMap(p -> p.members().stream())
                .sorted(Comparator.comparing(RealServerStatus::ref))
                .forEach(r -> RealServers.row(sheet, r, now));
        sheet.print(out, form());
    }
}
