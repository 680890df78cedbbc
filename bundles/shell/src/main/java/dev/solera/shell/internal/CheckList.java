package dev.solera.shell.internal;

import dev.solera.api.CheckStatus;
import dev.solera.api.RealServerStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Lists health checks and their newest results. */
@Service
@Command(
        scope = "check",
        name = "list",
        description = "Lists health checks and their newest results",
        detailedDescription =
                """
                One row a check of a real server, sorted. Streak counts results in a row that contradict the check's Health: with Rise of
                them it comes up, with Fall it goes down. Took is the length of the last check, Age how long ago it ended.

                  check:list --pool web
                """)
public final class CheckList extends ViewCommand {
    @Option(name = "--pool", description = "Shows this pool alone")
    @Completion(PoolCompleter.class)
    @Nullable
    String pool;

    @Override
    void show(PrintStream out, Instant now) {
        Sheet sheet = Checks.sheet();
        Pools.select(view, pool).stream()
                .flatMap(p -> p.members().stream())
                .sorted(Comparator.comparing(RealServerStatus::ref))
                .flatMap(r -> r.checks().stream().sorted(Comparator.comparing((CheckStatus c) -> c.check()
                        .name())))
                .forEach(c -> Checks.row(sheet, c, now));
        sheet.print(out, form());
    }
}
