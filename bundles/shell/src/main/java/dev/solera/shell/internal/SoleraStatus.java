package dev.solera.shell.internal;

import dev.solera.api.ApplianceStatus;
import dev.solera.api.PlaneStatus;
import dev.solera.api.Problem;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows the appliance as a whole. */
@Service
@Command(
        scope = "solera",
        name = "status",
        description = "Shows the appliance as a whole and what is wrong with it",
        detailedDescription =
                """
                Problems are what is wrong in the files as they stand; the last good version of those files is in force. Not persisted
                are changes that a restart undoes. Refused is what a data plane could not do, Limits what this process may not do here.
                """)
public final class SoleraStatus extends ViewCommand {
    @Override
    void show(PrintStream out, Instant now) {
        ApplianceStatus status = view.status();
        if (json) {
            out.println(Json.write(List.of(fields(status, now))));
            return;
        }
        line(out, "Version", status.version());
        line(out, "Node", status.node());
        line(out, "Started", time(status.startedAt(), now));
        line(out, "Set", status.set() + ", applied " + time(status.appliedAt(), now));
        list(
                out,
                "Data planes",
                status.planes().stream().map(SoleraStatus::plane).toList());
        list(out, "VRRP", Stream.ofNullable(status.vrrp()).toList());
        list(out, "Checkers", List.of(String.join(" ", view.healthCheckers())));
        list(out, "Problems", status.problems().stream().map(Problem::toString).toList());
        list(out, "Not persisted", status.unpersisted());
        list(out, "Refused", status.refused());
        list(out, "Limits", status.limits());
        list(out, "Waiting", status.waiting());
        list(out, "Stuck", status.stuck());
    }

    private Map<String, @Nullable Object> fields(ApplianceStatus status, Instant now) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("version", status.version());
        fields.put("node", status.node());
        fields.put("startedAt", status.startedAt().toString());
        fields.put("uptimeMillis", Duration.between(status.startedAt(), now).toMillis());
        fields.put("set", status.set());
        fields.put("appliedAt", status.appliedAt().toString());
        fields.put("dataPlanes", status.planes().stream().map(PlaneStatus::name).toList());
        fields.put("vrrp", status.vrrp());
        fields.put("healthCheckers", view.healthCheckers());
        fields.put("problems", status.problems().stream().map(Problem::toString).toList());
        fields.put("unpersisted", status.unpersisted());
        fields.put("refused", status.refused());
        fields.put("limits", status.limits());
        fields.put("waiting", status.waiting());
        fields.put("stuck", status.stuck());
        return fields;
    }

    private static void list(PrintStream out, String name, List<String> items) {
        if (items.isEmpty()) {
            line(out, name, "none");
        }
        for (int i = 0; i < items.size(); i++) {
            line(out, i == 0 ? name : "", items.get(i));
        }
    }

    private static void line(PrintStream out, String name, String text) {
        out.println(name + " ".repeat(15 - name.length()) + Text.clean(text));
    }

    private static String plane(PlaneStatus plane) {
        String buffers = plane.bufferBytes() == 0 ? "" : ", " + (plane.bufferBytes() >> 20) + " MB of buffers";
        return plane.name() + ": " + (plane.unable() == null ? plane.description() + buffers : plane.unable());
    }

    private static String time(Instant at, Instant now) {
        Duration age = Duration.between(at, now);
        String text = age.toHours() >= 48
                ? age.toDays() + " d"
                : age.toMinutes() >= 120
                        ? age.toHours() + " h"
                        : age.toSeconds() >= 120 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
        return at.truncatedTo(ChronoUnit.SECONDS) + " (" + text + " ago)";
    }
}
