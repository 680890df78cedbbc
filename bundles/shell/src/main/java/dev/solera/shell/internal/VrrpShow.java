package dev.solera.shell.internal;

import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows one virtual router in full. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "vrrp",
        name = "show",
        description = "Shows one virtual router in full, and why it is MASTER or is not",
        detailedDescription =
                """
                First why it is in its state, then what is configured and how it stands: timers, what is wrong now, what its priority is
                made of, its last transitions and its counters, those by keepalived's names. downInMillis: until it counts the MASTER
                as dead. advertInMillis: until its own next advert.

                  vrrp:show front
                """)
public final class VrrpShow extends ViewCommand {
    @Argument(index = 0, name = "name", required = true, description = "The virtual router")
    @Completion(VrrpInstanceCompleter.class)
    String name;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    void show(PrintStream out, Instant now) {
        VrrpStatus status = VrrpInstances.select(view, name);
        Map<String, @Nullable Object> fields = new VrrpInstances(view.vrrpInstances(), now).fields(status);
        if (json) {
            out.println(Json.write(List.of(fields)));
            return;
        }
        fields.remove("troubles");
        Details.print(out, "VrrpInstance " + status.instance().name(), fields);
        VrrpReport report = status.report();
        if (report != null && !report.troubles().isEmpty()) {
            troubles(report).print(out, form());
        }
        contributions(status).print(out, form());
        if (report != null) {
            transitions(report, now).print(out, form());
            counters(report).print(out, form());
        }
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }

    private static Sheet troubles(VrrpReport report) {
        Sheet sheet = new Sheet().words("Trouble");
        report.troubles().forEach(trouble -> sheet.row(Map.of(), trouble));
        return sheet;
    }

    private static Sheet contributions(VrrpStatus status) {
        Sheet sheet = new Sheet()
                .words("Priority from")
                .number("Change")
                .words("Fails")
                .words("Because");
        status.parts()
                .forEach(part ->
                        sheet.row(Map.of(), part.from(), part.change(), part.failed() ? "yes" : "no", part.why()));
        return sheet;
    }

    private static Sheet transitions(VrrpReport report, Instant now) {
        Sheet sheet = new Sheet().number("Ago (s)").words("From").words("To").words("Because");
        report.transitions().forEach(t -> sheet.row(Map.of(), Times.seconds(t.at(), now), t.from(), t.to(), t.why()));
        return sheet;
    }

    private static Sheet counters(VrrpReport report) {
        Sheet sheet = new Sheet().words("Counter").number("Count");
        report.counters().forEach((counter, count) -> sheet.row(Map.of(), counter, count));
        return sheet;
    }
}
