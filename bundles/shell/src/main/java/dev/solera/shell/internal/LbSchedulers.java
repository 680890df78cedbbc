package dev.solera.shell.internal;

import dev.solera.api.ApplianceException;
import dev.solera.api.SchedulerStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Lists schedulers. */
@Service
@Command(
        scope = "lb",
        name = "schedulers",
        description = "Lists schedulers, where they come from and which pools ask for them",
        detailedDescription =
                """
                A scheduler that a pool asks for and nobody provides is shown as not installed; that pool uses a fallback, see lb:show.
                """)
public final class LbSchedulers extends ViewCommand {
    @Argument(index = 0, name = "name", description = "Shows this scheduler alone")
    @Completion(SchedulerCompleter.class)
    @Nullable
    String name;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    void show(PrintStream out, Instant now) {
        List<SchedulerStatus> schedulers = view.schedulers().stream()
                .filter(s -> name == null || s.name().equals(name))
                .sorted(Comparator.comparing(SchedulerStatus::name))
                .toList();
        if (name != null && schedulers.isEmpty()) {
            throw new ApplianceException("scheduler: " + name + " (expected: one of lb:schedulers)");
        }
        Sheet sheet = new Sheet().words("Name").words("Provider").words("Pools");
        for (SchedulerStatus scheduler : schedulers) {
            String provider = scheduler.provider();
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("name", scheduler.name());
            fields.put("provider", provider);
            fields.put("pools", scheduler.pools());
            sheet.row(
                    fields,
                    scheduler.name(),
                    provider == null ? "not installed" : provider,
                    String.join(" ", scheduler.pools()));
        }
        sheet.print(out, form());
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
