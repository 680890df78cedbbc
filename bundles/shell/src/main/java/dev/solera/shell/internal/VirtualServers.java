package dev.solera.shell.internal;

import dev.solera.api.Counters;
import dev.solera.api.FirewallMark;
import dev.solera.api.Listener;
import dev.solera.api.Persistence;
import dev.solera.api.VirtualServer;
import dev.solera.api.VirtualServerStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows virtual servers. */
final class VirtualServers {
    private VirtualServers() {}

    static Sheet sheet() {
        return new Sheet()
                .words("Name")
                .words("Mode")
                .words("Plane")
                .words("Listens on")
                .words("Pool")
                .words("State")
                .number("Active (flows)")
                .number("Total (flows)")
                .number("Requests")
                .words("Error");
    }

    static void row(Sheet sheet, VirtualServerStatus status) {
        VirtualServer config = status.config();
        Counters c = status.counters();
        sheet.row(
                fields(status),
                config.name(),
                config.mode().text(),
                status.dataPlane(),
                String.join(" ", places(config)),
                config.pool(),
                status.state(),
                c.activeConnections(),
                c.totalConnections(),
                c.requests(),
                status.error());
    }

    static Map<String, @Nullable Object> fields(VirtualServerStatus status) {
        VirtualServer config = status.config();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", config.name());
        fields.put("mode", config.mode().text());
        fields.put("dataPlane", status.dataPlane());
        fields.put("why", status.why());
        fields.put("listeners", listeners(config));
        fields.put(
                "marks",
                config.balancing().marks().stream().map(FirewallMark::toString).toList());
        Persistence persistence = config.balancing().persistence();
        fields.put(
                "persistenceSeconds",
                persistence == null ? 0 : persistence.timeout().toSeconds());
        fields.put("onePacket", config.balancing().onePacket());
        fields.put("pool", config.pool());
        fields.put("state", status.state());
        fields.put("error", status.error());
        Traffic.put(fields, status.counters());
        Traffic.put(fields, status.rates());
        fields.put("maxConnections", config.maxConnections());
        fields.put("clientTimeoutMillis", config.timeouts().client().toMillis());
        fields.put("httpRequestTimeoutMillis", config.timeouts().httpRequest().toMillis());
        fields.put(
                "httpKeepAliveTimeoutMillis", config.timeouts().httpKeepAlive().toMillis());
        fields.put("tunnelTimeoutMillis", config.timeouts().tunnel().toMillis());
        fields.put("xForwarded", config.forwarded().xForwarded());
        fields.put("forwarded", config.forwarded().rfc7239());
        return fields;
    }

    private static List<String> places(VirtualServer config) {
        List<String> places = new ArrayList<>(listeners(config));
        config.balancing().marks().forEach(mark -> places.add(mark.toString()));
        return places;
    }

    private static List<String> listeners(VirtualServer config) {
        return config.listeners().stream().map(Listener::toString).toList();
    }
}
