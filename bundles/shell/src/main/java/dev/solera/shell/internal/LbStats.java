package dev.solera.shell.internal;

import dev.solera.api.Counters;
import dev.solera.api.PoolStatus;
import dev.solera.api.RealServerStatus;
import dev.solera.api.VirtualServerStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows the counters of everything that carries traffic. */
@Service
@Command(
        scope = "lb",
        name = "stats",
        description = "Shows the traffic counters of virtual servers, pools and real servers",
        detailedDescription =
                """
                Active and Queue are values of this moment, the others totals since the object was created. In is from clients, Out is to
                clients. In mode tcp a request is a flow.
                """)
public final class LbStats extends ViewCommand {
    @Override
    void show(PrintStream out, Instant now) {
        Sheet sheet = Traffic.sheet();
        view.virtualServers().stream()
                .sorted(Comparator.comparing(
                        (VirtualServerStatus s) -> s.config().name()))
                .forEach(s -> row(sheet, "VirtualServer", s.config().name(), s.counters()));
        view.pools().stream()
                .sorted(Comparator.comparing((PoolStatus p) -> p.config().name()))
                .forEach(p -> pool(sheet, p));
        sheet.print(out, form());
    }

    private static void pool(Sheet sheet, PoolStatus pool) {
        row(sheet, "Pool", pool.config().name(), pool.counters());
        pool.members().stream()
                .sorted(Comparator.comparing(RealServerStatus::ref))
                .forEach(r -> row(sheet, "RealServer", r.ref().toString(), r.counters()));
    }

    private static void row(Sheet sheet, String type, String name, Counters counters) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("type", type);
        fields.put("name", name);
        Traffic.put(fields, counters);
        Traffic.row(sheet, type, name, fields, counters);
    }
}
