package dev.solera.core.internal.health;

import dev.solera.api.Check;
import dev.solera.api.Health;
import dev.solera.api.RealServerRef;
import dev.solera.spi.HealthChecker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real server under watch: the sum of its checks. Health thread only. */
final class WatchedReal {
    private final HealthMonitor monitor;
    private final RealServerRef ref;
    private Watched watched;
    private List<@Nullable HealthChecker> lastCheckers = List.of();
    private final List<Probe> probes = new ArrayList<>();
    private Health health;
    private Instant since;
    private boolean recovered;
    private boolean begun;
    private long changedNanos;

    WatchedReal(HealthMonitor monitor, Watched watched, @Nullable Health remembered) {
        this.monitor = monitor;
        this.ref = watched.ref();
        this.watched = watched;
        this.health = watched.checks().isEmpty() ? Health.UP : remembered == null ? watched.first() : remembered;
        this.since = monitor.now();
        this.changedNanos = monitor.nanoTime();
    }

    RealServerRef ref() {
        return ref;
    }

    Watched watched() {
        return watched;
    }

    Health health() {
        return health;
    }

    @Nullable
    Probe probe(String check) {
        return probes.stream()
                .filter(p -> p.check().name().equals(check))
                .findFirst()
                .orElse(null);
    }

    /**
     * Takes new settings.
     *
     * @param checkers one for each check, null for one that is not installed
     */
    @SuppressWarnings(
            "ReferenceEquality") // what has not changed is the same object as before; there are tens of thousands
    void use(Watched now, List<@Nullable HealthChecker> checkers) {
        Watched before = watched;
        if (begun && now == before && isSame(checkers)) {
            return;
        }
        watched = now;
        lastCheckers = checkers;
        // In maintenance nothing is known from the start, so that not even the moment after it goes by what was before.
        boolean afresh = !now.address().equals(before.address()) || now.paused();
        boolean elsewhere = !now.checkAddress().equals(before.checkAddress());
        probes.removeIf(probe -> {
            boolean gone = now.checks().stream()
                    .noneMatch(c -> c.name().equals(probe.check().name())
                            && c.type().equals(probe.check().type()));
            if (gone) {
                probe.abandon();
            }
            return gone;
        });
        for (int i = 0; i < now.checks().size(); i++) {
            Check check = now.checks().get(i);
            Probe probe = probe(check.name());
            if (probe == null) {
                // Starts from what is known of the server: a check added to one that serves does not take it out.
                probe = new Probe(monitor, this, check, health);
                probes.add(probe);
            }
            if (afresh) {
                probe.forget(now.first());
            } else if (elsewhere) {
                probe.abandon();
            }
            if (!now.paused()) {
                probe.use(check, checkers.get(i));
            }
        }
        String why = begun ? "configuration changed" : "as known before";
        begun = true;
        update(now.checks().isEmpty() ? "no check" : now.paused() ? now.pause().words() : why);
    }

    private boolean isSame(List<@Nullable HealthChecker> checkers) {
        for (int i = 0; i < checkers.size(); i++) {
            if (i >= lastCheckers.size() || checkers.get(i) != lastCheckers.get(i)) {
                return false;
            }
        }
        return checkers.size() == lastCheckers.size();
    }

    void stop() {
        probes.forEach(Probe::abandon);
    }

    /** Adds up the checks and tells of a change. */
    void update(String why) {
        Health sum = Health.UP;
        for (Probe probe : probes) {
            if (probe.health() == Health.DOWN || probe.health() == Health.UNKNOWN && sum == Health.UP) {
                sum = probe.health();
            }
        }
        Health before = health;
        if (sum != before) {
            health = sum;
            since = monitor.now();
            recovered = before == Health.DOWN && sum == Health.UP;
            changedNanos = monitor.nanoTime();
        }
        monitor.publish(
                ref,
                new RealHealth(
                        health,
                        since,
                        recovered,
                        changedNanos,
                        watched.address(),
                        probes.stream().map(Probe::status).toList()),
                why);
    }
}
