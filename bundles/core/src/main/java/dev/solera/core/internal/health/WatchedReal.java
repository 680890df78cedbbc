package dev.solera.core.internal.health;

import dev.solera.api.Check;
import dev.solera.api.Health;
import dev.solera.api.RealServer;
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
    private RealServer server;
    private Sameness sameness;
    private Watched.Pause pause;
    private Watched last;
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
        this.server = watched.server();
        this.sameness = Sameness.of(watched);
        this.pause = watched.pause();
        this.last = watched;
        this.health = watched.checks().isEmpty() ? Health.UP : remembered == null ? watched.first() : remembered;
        this.since = monitor.now();
        this.changedNanos = monitor.nanoTime();
    }

    RealServerRef ref() {
        return ref;
    }

    RealServer server() {
        return server;
    }

    Sameness sameness() {
        return sameness;
    }

    boolean paused() {
        return pause != Watched.Pause.NONE;
    }

    /** Returns why it is not checked, in words. */
    String pauseWords() {
        return pause.words();
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
    void use(Watched watched, List<@Nullable HealthChecker> checkers) {
        if (begun && watched == last && isSame(checkers)) {
            return;
        }
        last = watched;
        lastCheckers = checkers;
        // In maintenance nothing is known from the start, so that not even the moment after it goes by what was before.
        boolean afresh = !watched.server().address().equals(server.address()) || watched.paused();
        boolean elsewhere = !watched.server().checkAddress().equals(server.checkAddress());
        sameness = Sameness.of(watched);
        server = watched.server();
        pause = watched.pause();
        probes.removeIf(probe -> {
            boolean gone = watched.checks().stream()
                    .noneMatch(c -> c.name().equals(probe.check().name())
                            && c.type().equals(probe.check().type()));
            if (gone) {
                probe.abandon();
            }
            return gone;
        });
        for (int i = 0; i < watched.checks().size(); i++) {
            Check check = watched.checks().get(i);
            Probe probe = probe(check.name());
            if (probe == null) {
                // Starts from what is known of the server: a check added to one that serves does not take it out.
                probe = new Probe(monitor, this, check, health);
                probes.add(probe);
            }
            if (afresh) {
                probe.forget(watched.first());
            } else if (elsewhere) {
                probe.abandon();
            }
            if (!paused()) {
                probe.use(check, checkers.get(i));
            }
        }
        String why = begun ? "configuration changed" : "as known before";
        begun = true;
        update(watched.checks().isEmpty() ? "no check" : paused() ? pause.words() : why);
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
                        server.address(),
                        probes.stream().map(Probe::status).toList()),
                why);
    }
}
