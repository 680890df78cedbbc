package dev.solera.shell.internal;

import dev.solera.api.Check;
import dev.solera.api.CheckResult;
import dev.solera.api.CheckStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows health checks and their results. */
final class Checks {
    private Checks() {}

    static Sheet sheet() {
        return new Sheet()
                .words("Real")
                .words("Check")
                .words("Type")
                .words("Health")
                .number("Streak")
                .number("Interval (ms)")
                .number("Timeout (ms)")
                .number("Rise")
                .number("Fall")
                .number("Took (ms)")
                .number("Age (s)")
                .words("Result");
    }

    static void row(Sheet sheet, CheckStatus status, Instant now) {
        Check check = status.check();
        CheckResult last = status.last();
        sheet.row(
                fields(status, now),
                status.ref(),
                check.name(),
                check.type(),
                status.health(),
                status.streak(),
                check.interval().toMillis(),
                check.timeout().toMillis(),
                check.rise(),
                check.fall(),
                last == null ? null : last.duration().toMillis(),
                Times.seconds(status.lastAt(), now),
                status.words());
    }

    static Map<String, @Nullable Object> fields(CheckStatus status, Instant now) {
        Check check = status.check();
        CheckResult last = status.last();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("pool", status.ref().pool());
        fields.put("real", status.ref().real());
        fields.put("name", check.name());
        fields.put("type", check.type());
        fields.put("health", status.health());
        fields.put("streak", status.streak());
        fields.put("intervalMillis", check.interval().toMillis());
        fields.put("timeoutMillis", check.timeout().toMillis());
        fields.put("rise", check.rise());
        fields.put("fall", check.fall());
        fields.put("lastCheck", status.words());
        fields.put("lastCheckStatus", last == null ? null : last.status());
        fields.put("lastCheckCode", last == null ? 0 : last.code());
        fields.put("lastCheckMillis", last == null ? 0 : last.duration().toMillis());
        fields.put("lastCheckAgeMillis", Times.millis(status.lastAt(), now));
        fields.put("problem", status.problem());
        return fields;
    }
}
