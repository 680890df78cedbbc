package dev.solera.shell.internal;

import dev.solera.api.Addresses;
import dev.solera.api.ApplianceException;
import dev.solera.api.ApplianceView;
import dev.solera.api.Check;
import dev.solera.api.Pool;
import dev.solera.api.PoolStatus;
import dev.solera.api.RealServerStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows pools. */
final class Pools {
    private Pools() {}

    /**
     * Returns the pool called {@code name}, or all pools for null.
     *
     * @throws ApplianceException when there is none of that name
     */
    static List<PoolStatus> select(ApplianceView view, @Nullable String name) {
        if (name == null) {
            return view.pools();
        }
        return List.of(view.pool(name).orElseThrow(() -> unknown(view, name)));
    }

    private static ApplianceException unknown(ApplianceView view, String name) {
        List<String> names = view.pools().stream().map(p -> p.config().name()).toList();
        return new ApplianceException("pool: " + name + " (expected: one of " + String.join(", ", names) + ")");
    }

    static Map<String, @Nullable Object> fields(PoolStatus status, Instant now) {
        Pool config = status.config();
        List<Map<String, @Nullable Object>> members = new ArrayList<>();
        for (RealServerStatus member : status.members()) {
            members.add(RealServers.fields(member, now));
        }
        Map<String, @Nullable Object> fields = summary(status);
        fields.put("checks", config.checks().stream().map(Check::name).toList());
        fields.put("retryLimit", config.retries());
        fields.put("slowStartMillis", config.slowStart().toMillis());
        fields.put("drainSeconds", config.availability().drain().toSeconds());
        fields.put("inhibitOnFailure", config.availability().inhibitOnFailure());
        fields.put("alpha", config.availability().alpha());
        fields.put("omega", config.availability().omega());
        fields.put("connectTimeoutMillis", config.timeouts().connect().toMillis());
        fields.put("serverTimeoutMillis", config.timeouts().server().toMillis());
        fields.put("queueTimeoutMillis", config.timeouts().queue().toMillis());
        fields.put("members", members);
        return fields;
    }

    static Map<String, @Nullable Object> summary(PoolStatus status) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", status.config().name());
        fields.put("scheduler", status.scheduler());
        fields.put("configuredScheduler", status.config().schedulerText());
        fields.put("schedulerNote", status.schedulerNote());
        fields.put("up", status.up());
        fields.put("size", status.members().size());
        fields.put("error", status.error());
        Pool.Availability availability = status.config().availability();
        PoolStatus.SorryStatus sorry = status.sorry();
        fields.put("quorumState", status.quorum().state());
        fields.put("quorumWeight", status.quorum().weight());
        fields.put("quorum", availability.quorum());
        fields.put("hysteresis", availability.hysteresis());
        fields.put(
                "sorryServer",
                availability.sorry() == null
                        ? null
                        : Addresses.text(availability.sorry().address()));
        fields.put("sorryServing", sorry != null && sorry.serving());
        fields.put(
                "leaving",
                status.leaving().stream().map(PoolStatus.Leaving::words).toList());
        fields.put("resting", status.resting());
        fields.put("advisorNote", status.advisorNote());
        Traffic.put(fields, status.counters());
        Traffic.put(fields, status.rates());
        return fields;
    }
}
