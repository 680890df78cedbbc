package dev.solera.shell.internal;

import dev.solera.api.ApplianceChanges;
import dev.solera.api.ApplianceException;
import dev.solera.api.Plan;
import dev.solera.api.Problem;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows what a set of files would change. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "solera",
        name = "plan",
        description = "Shows what the files would change if they were put in force now; changes nothing",
        detailedDescription =
                """
                Without a folder: the appliance's own files as they stand, which is of use with apply = manual. With one: that folder as
                the whole configuration. Each edit in words, with the connections in progress on what it concerns; addresses that move;
                checks that come and go; what policies object to. The exit code is 1 when the files cannot be applied.

                  solera:plan
                  solera:plan /root/staged
                """)
public final class SoleraPlan extends ViewCommand {
    @Reference
    ApplianceChanges changes;

    @Argument(index = 0, name = "folder", description = "A whole configuration, by its absolute path")
    @Nullable
    String folder;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    void show(PrintStream out, Instant now) {
        Plan plan = changes.plan(Folders.path(folder));
        if (json) {
            out.println(Json.write(List.of(fields(plan))));
        } else {
            print(out, plan);
        }
        if (!plan.problems().isEmpty()) {
            throw new ApplianceException("the files cannot be applied: "
                    + plan.problems().size() + (plan.problems().size() == 1 ? " problem" : " problems"));
        }
    }

    private static void print(PrintStream out, Plan plan) {
        line(out, "Against set", Long.toString(plan.set()));
        list(out, "Files", plan.files());
        list(out, "Edits", plan.edits().stream().map(SoleraPlan::words).toList());
        list(out, "Addresses", plan.vips());
        list(out, "Checks added", plan.checksAdded());
        list(out, "Checks removed", plan.checksRemoved());
        line(out, "Connections", plan.connections() + " in progress on what is changed or removed; they go on");
        list(out, "Problems", plan.problems().stream().map(Problem::toString).toList());
        list(out, "Objections", plan.objections());
    }

    private static String words(Plan.Edit edit) {
        return edit.connections() == 0 ? edit.words() : edit.words() + " (" + edit.connections() + " connections)";
    }

    private static Map<String, @Nullable Object> fields(Plan plan) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("set", plan.set());
        fields.put("files", plan.files());
        fields.put("edits", plan.edits().stream().map(SoleraPlan::fields).toList());
        fields.put("vips", plan.vips());
        fields.put("checksAdded", plan.checksAdded());
        fields.put("checksRemoved", plan.checksRemoved());
        fields.put("connections", plan.connections());
        fields.put("problems", plan.problems().stream().map(Problem::toString).toList());
        fields.put("objections", plan.objections());
        return fields;
    }

    private static Map<String, @Nullable Object> fields(Plan.Edit edit) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("kind", edit.kind().name().toLowerCase(Locale.ROOT));
        fields.put("type", edit.type());
        fields.put("name", edit.name());
        fields.put("detail", edit.detail());
        fields.put("connections", edit.connections());
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
        out.println(name + " ".repeat(16 - name.length()) + Text.clean(text));
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }
}
