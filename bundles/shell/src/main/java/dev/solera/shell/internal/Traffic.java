package dev.solera.shell.internal;

import dev.solera.api.Counters;
import dev.solera.api.Rates;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows counters. */
final class Traffic {
    private Traffic() {}

    static void put(Map<String, @Nullable Object> fields, Counters c) {
        fields.put("activeConnections", c.activeConnections());
        fields.put("totalConnections", c.totalConnections());
        fields.put("requests", c.requests());
        fields.put("bytesIn", c.bytesIn());
        fields.put("bytesOut", c.bytesOut());
        fields.put("errors", c.errors());
        fields.put("queue", c.queue());
        fields.put("retries", c.retries());
        fields.put("inactiveConnections", c.inactiveConnections());
        fields.put("packetsIn", c.packetsIn());
        fields.put("packetsOut", c.packetsOut());
    }

    static void put(Map<String, @Nullable Object> fields, Rates r) {
        fields.put("connectionsPerSecond", r.connections());
        fields.put("packetsInPerSecond", r.packetsIn());
        fields.put("packetsOutPerSecond", r.packetsOut());
        fields.put("bytesInPerSecond", r.bytesIn());
        fields.put("bytesOutPerSecond", r.bytesOut());
    }

    static Sheet sheet() {
        return new Sheet()
                .words("Kind")
                .words("Name")
                .number("Active (flows)")
                .number("Total (flows)")
                .number("Requests")
                .number("In (bytes)")
                .number("Out (bytes)")
                .number("Errors")
                .number("Queue (flows)")
                .number("Retries");
    }

    static void row(Sheet sheet, String kind, String name, Map<String, @Nullable Object> fields, Counters c) {
        sheet.row(
                fields,
                kind,
                name,
                c.activeConnections(),
                c.totalConnections(),
                c.requests(),
                c.bytesIn(),
                c.bytesOut(),
                c.errors(),
                c.queue(),
                c.retries());
    }
}
