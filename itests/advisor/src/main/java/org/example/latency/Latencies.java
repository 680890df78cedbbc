package org.example.latency;

import dev.solera.api.CheckResult;
import dev.solera.api.CheckStatus;
import dev.solera.spi.WeightAdvisor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Average times of one pool's checks, and what follows from them. One thread at a time. */
final class Latencies implements WeightAdvisor {
    /** What is faster than this is noise. */
    private static final double LEAST_MILLIS = 1;

    private final int smoothing;
    private final Map<String, Double> averageMillis = new HashMap<>();

    Latencies(int smoothing) {
        this.smoothing = smoothing;
    }

    @Override
    public Map<String, Integer> advise(List<Observation> servers) {
        averageMillis.keySet().retainAll(servers.stream().map(Observation::name).toList());
        servers.forEach(this::learn);
        double fastest = averageMillis.values().stream()
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(LEAST_MILLIS);
        Map<String, Integer> percent = new HashMap<>();
        averageMillis.forEach((name, millis) -> percent.put(name, (int) Math.round(100 * fastest / millis)));
        return percent;
    }

    /** The slowest check of a server counts, and only those that passed: how long a failure takes says nothing. */
    private void learn(Observation server) {
        double slowest = 0;
        for (CheckStatus check : server.checks()) {
            CheckResult last = check.last();
            if (last != null && last.outcome() == CheckResult.Outcome.PASS) {
                slowest = Math.max(slowest, Math.max(LEAST_MILLIS, last.duration().toNanos() / 1e6));
            }
        }
        if (slowest > 0) {
            double now = slowest;
            averageMillis.merge(server.name(), now, (before, one) -> before + (one - before) / smoothing);
        }
    }
}
