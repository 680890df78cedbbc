package dev.solera.shell.internal;

import dev.solera.api.ApplianceException;
import dev.solera.api.PoolStatus;
import dev.solera.api.RealServerRef;
import dev.solera.api.RealServerStatus;
import dev.solera.api.VirtualServerStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows one virtual server, pool or real server in full. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the annotated fields
@Command(
        scope = "lb",
        name = "show",
        description = "Shows one virtual server, pool or real server in full",
        detailedDescription =
                """
                A name without a slash is a virtual server or a pool; where both have that name, both are shown. Times end in Millis, sizes
                in bytes, weights are as in the file.

                  lb:show shop
                  lb:show shop/web1 --json
                """)
public final class LbShow extends ViewCommand {
    @Argument(index = 0, name = "name", required = true, description = "Virtual server, pool or pool/real")
    @Completion(TargetCompleter.class)
    String name;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    @Nullable
    List<String> trailing;

    @Override
    void show(PrintStream out, Instant now) {
        if (name.indexOf('/') >= 0) {
            RealServerStatus real = view.realServer(RealServerRef.parse(name))
                    .orElseThrow(() -> new ApplianceException(
                            "real server: " + name + " (expected: pool/real, see lb:list-pools)"));
            print(out, List.of(typed("RealServer", RealServers.fields(real, now))));
            checks(out, real, now);
            return;
        }
        Optional<VirtualServerStatus> server = view.virtualServer(name);
        Optional<PoolStatus> pool = view.pool(name);
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        server.ifPresent(s -> objects.add(typed("VirtualServer", VirtualServers.fields(s))));
        pool.ifPresent(p -> objects.add(typed("Pool", Pools.fields(p, now))));
        if (objects.isEmpty()) {
            throw new ApplianceException("name: " + name + " (expected: a virtual server, a pool or pool/real)");
        }
        print(out, objects);
        pool.ifPresent(p -> members(out, p, now));
    }

    @Override
    List<String> trailing() {
        return trailing == null ? List.of() : trailing;
    }

    private void print(PrintStream out, List<Map<String, @Nullable Object>> objects) {
        if (json) {
            out.println(Json.write(objects));
            return;
        }
        for (Map<String, @Nullable Object> object : objects) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>(object);
            Details.print(out, fields.remove("type") + " " + name, fields);
        }
    }

    private void members(PrintStream out, PoolStatus pool, Instant now) {
        if (!json) {
            Sheet sheet = RealServers.sheet();
            pool.members().forEach(m -> RealServers.row(sheet, m, now));
            sheet.print(out, form());
        }
    }

    private void checks(PrintStream out, RealServerStatus real, Instant now) {
        if (!json && !real.checks().isEmpty()) {
            Sheet sheet = Checks.sheet();
            real.checks().forEach(c -> Checks.row(sheet, c, now));
            sheet.print(out, form());
        }
    }

    private static Map<String, @Nullable Object> typed(String type, Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> typed = new LinkedHashMap<>();
        typed.put("type", type);
        typed.putAll(fields);
        return typed;
    }
}
