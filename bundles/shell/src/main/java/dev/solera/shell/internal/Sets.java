package dev.solera.shell.internal;

import dev.solera.api.SetRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of configuration sets. */
final class Sets {
    private Sets() {}

    static Sheet sheet() {
        return new Sheet()
                .number("Set")
                .words("At")
                .words("Who")
                .words("From")
                .number("Before")
                .words("In force")
                .words("What");
    }

    static void row(Sheet sheet, SetRecord set) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("set", set.number());
        fields.put("at", set.at().toString());
        fields.put("who", set.who());
        fields.put("from", set.from());
        fields.put("what", set.what());
        fields.put("before", set.before());
        fields.put("inForce", set.inForce());
        sheet.row(
                fields,
                set.number(),
                Times.text(set.at()),
                set.who(),
                set.from(),
                set.before() == 0 ? null : set.before(),
                set.inForce() ? "yes" : "",
                set.what());
    }
}
