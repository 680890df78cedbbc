package dev.solera.shell.internal;

import dev.solera.api.Addresses;
import dev.solera.api.AdminNote;
import dev.solera.api.CheckResult;
import dev.solera.api.Counters;
import dev.solera.api.DrainProgress;
import dev.solera.api.RealServerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows real servers. */
final class RealServers {
    private RealServers() {}

    static Sheet sheet() {
        return new Sheet()
                .words("Pool")
                .words("Real")
                .words("Address")
                .words("Admin")
                .words("Health")
                .words("Presence")
                .number("Since (s)")
                .number("Weight")
                .number("Effective")
                .number("Active (flows)")
                .number("Total (flows)")
                .number("Requests")
                .words("Last check");
    }

    static void row(Sheet sheet, RealServerStatus real, Instant now) {
        Counters c = real.counters();
        sheet.row(
                fields(real, now),
                real.ref().pool(),
                real.ref().real(),
                Addresses.text(real.config().address()),
                real.adminState(),
                real.health(),
                real.presence(),
                Times.seconds(real.since(), now),
                real.weight(),
                real.weightInUse(),
                c.activeConnections(),
                c.totalConnections(),
                c.requests(),
                real.lastCheckWords());
    }

    static Map<String, @Nullable Object> fields(RealServerStatus real, Instant now) {
        CheckResult result = real.lastResult();
        AdminNote note = real.note();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("pool", real.ref().pool());
        fields.put("name", real.ref().real());
        fields.put("address", Addresses.text(real.config().address()));
        fields.put("adminState", real.adminState());
        fields.put("health", real.health());
        fields.put("presence", real.presence());
        fields.put("weight", real.weight());
        fields.put("effectiveWeight", real.weightInUse());
        Traffic.put(fields, real.counters());
        Traffic.put(fields, real.rates());
        fields.put("lastCheck", real.lastCheckWords());
        fields.put("lastCheckCode", result == null ? 0 : result.code());
        fields.put("lastCheckMillis", result == null ? 0 : result.duration().toMillis());
        fields.put("sinceMillis", Times.millis(real.since(), now));
        fields.put("maxConnections", real.config().maxConnections());
        fields.put("backup", real.config().backup());
        fields.put("checkAddress", Addresses.text(real.config().checkAddress()));
        fields.put("configuredWeight", real.config().weight());
        fields.put("noteWho", note == null ? null : note.who());
        fields.put("noteWhy", note == null ? null : note.why());
        fields.put("noteWhen", note == null ? null : Times.text(note.when()));
        fields.put("noteUntil", note == null ? null : Times.text(note.until()));
        DrainProgress drain = real.drain();
        Duration emptyIn = drain == null ? null : drain.emptyIn();
        fields.put("drain", drain == null ? null : drain.words(now));
        fields.put("drainLeft", drain == null ? null : drain.left());
        fields.put("drainEmptyInMillis", emptyIn == null ? null : emptyIn.toMillis());
        fields.put("drainUntil", drain == null ? null : Times.text(drain.until()));
        fields.put("drainThen", drain == null || drain.until() == null ? null : drain.close() ? "close" : "keep");
        fields.put("forwarding", real.config().forwarding().toString());
        fields.put("upperThreshold", real.config().upperThreshold());
        fields.put("lowerThreshold", real.config().lowerThreshold());
        fields.put("error", real.error());
        return fields;
    }
}
