package dev.solera.core.internal.health;

import dev.solera.api.Addresses;
import dev.solera.api.Check;
import dev.solera.api.CheckResult;
import dev.solera.api.Health;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.model.Plugins;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches real servers: runs their checks and tells when their health changes.
 *
 * <p>Everything happens on the thread of {@link Clockwork}; the public methods may be called from any thread and return at once.
 */
public final class HealthMonitor implements HealthTable, AutoCloseable {
    /** How long what was known before a restart is worth something. */
    public static final Duration BELIEVED = Duration.ofSeconds(60);

    private final Clockwork clockwork;
    private final Clock wall;
    private final Listener listener;
    private final Checkers checkers;
    private final SplittableRandom random = new SplittableRandom();
    private final Map<RealServerRef, WatchedReal> watched = new HashMap<>();
    private final Map<RealServerRef, RealHealth> table = new ConcurrentHashMap<>();
    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private long lastVersion;
    private Map<RealServerRef, Remembered> remembered = new HashMap<>();
    private final Map<String, String> toldFaults = new HashMap<>();

    /**
     * Makes a monitor that watches nothing yet.
     *
     * @param clockwork its thread and timers
     * @param wall for what people read
     * @param listener told of changes, on the monitor's thread
     */
    public HealthMonitor(Plugins plugins, Clockwork clockwork, Clock wall, Listener listener) {
        this.clockwork = clockwork;
        this.wall = wall;
        this.listener = listener;
        this.checkers = new Checkers(plugins);
    }

    /** Takes over what was known before a restart: for servers that are watched within {@link #BELIEVED}, and once for each. */
    public void remember(Map<RealServerRef, Remembered> before) {
        run(() -> {
            remembered = new HashMap<>(before);
            after(BELIEVED, () -> remembered = new HashMap<>());
        });
    }

    /**
     * Watches exactly {@code reals} from now on. What is known of those watched already stays, and what is known of a server under another
     * name holds for a new one with the same addresses and checks: a pool that is renamed goes on.
     *
     * @return completed when the table shows it
     */
    public CompletableFuture<Void> watch(List<Watched> reals) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        run(() -> {
            Map<Sameness, Health> known = new HashMap<>();
            if (reals.stream().anyMatch(real -> !watched.containsKey(real.ref()))) {
                watched.values().forEach(real -> known.put(Sameness.of(real.watched()), real.health()));
            }
            Set<RealServerRef> wanted = new HashSet<>(reals.size() * 2);
            reals.forEach(real -> wanted.add(real.ref()));
            watched.values().removeIf(real -> {
                boolean gone = !wanted.contains(real.ref());
                if (gone) {
                    real.stop();
                    table.remove(real.ref());
                    changed(real.ref().pool());
                }
                return gone;
            });
            checkers.startRound();
            for (Watched real : reals) {
                watched.computeIfAbsent(real.ref(), ref -> new WatchedReal(this, real, recall(real, known)))
                        .use(real, checkers.all(real.checks()));
            }
            checkers.closeUnused();
            versions.keySet().retainAll(wanted.stream().map(RealServerRef::pool).collect(Collectors.toSet()));
            done.complete(null);
        });
        return done;
    }

    /** Runs a check now; its result counts like any other. */
    public CompletableFuture<CheckResult> runNow(RealServerRef ref, String check) {
        CompletableFuture<CheckResult> answer = new CompletableFuture<>();
        run(() -> {
            WatchedReal real = watched.get(ref);
            Probe probe = real == null ? null : real.probe(check);
            if (probe == null) {
                answer.completeExceptionally(new IllegalStateException("no check " + check + " of " + ref));
            } else {
                probe.runNow(answer);
            }
        });
        return answer;
    }

    @Override
    public @Nullable RealHealth health(RealServerRef ref) {
        return table.get(ref);
    }

    @Override
    public long version(String pool) {
        return versions.getOrDefault(pool, 0L);
    }

    /** Stops all checks. */
    @Override
    public void close() {
        run(() -> {
            watched.values().forEach(WatchedReal::stop);
            watched.clear();
            checkers.closeAll();
        });
    }

    void run(Runnable task) {
        clockwork.execute(task);
    }

    Timer after(Duration delay, Runnable task) {
        return clockwork.after(delay, task);
    }

    long nanoTime() {
        return clockwork.nanoTime();
    }

    Instant now() {
        return wall.instant();
    }

    double random() {
        return random.nextDouble();
    }

    void publish(RealServerRef ref, RealHealth health, String why) {
        RealHealth before = table.put(ref, health);
        if (before == null || !health.saysTheSameAs(before)) {
            changed(ref.pool());
        }
        Health from = before == null ? Health.UNKNOWN : before.health();
        if (health.health() != from) {
            listener.healthChanged(ref, from, health.health(), why);
        }
    }

    private void changed(String pool) {
        versions.put(pool, ++lastVersion);
    }

    /** A plug-in is at fault. Told once for each of its faults, whichever server it was about. */
    void checkerFailing(RealServerRef ref, Check check, String what) {
        String by = checkers.provider(check.type());
        String words = "health checker " + check.type() + (by.isEmpty() ? "" : " (" + by + ")") + " failing: " + what;
        if (!words.equals(toldFaults.put(check.type(), words))) {
            listener.checkerFailing(ref, words);
        }
    }

    private @Nullable Health recall(Watched real, Map<Sameness, Health> known) {
        Remembered before = remembered.remove(real.ref());
        if (before != null && before.checkAddress().equals(Addresses.text(real.checkAddress()))) {
            return before.health();
        }
        Health same = real.paused() ? null : known.get(Sameness.of(real));
        return same == Health.UNKNOWN ? null : same;
    }

    /** One thread and its timers; the tests have one with virtual time. */
    public interface Clockwork {
        /** Runs a task soon. Safe from any thread. */
        void execute(Runnable task);

        /** Runs a task on the same thread after a delay. */
        Timer after(Duration delay, Runnable task);

        /** Returns the time against which delays are measured, as {@link System#nanoTime()}. */
        long nanoTime();
    }

    /** A task that waits. */
    public interface Timer {
        /** Takes it back; does nothing when it has run. */
        void cancel();
    }

    /** Hears of health. */
    public interface Listener {
        /** Called when a server's health has changed. */
        void healthChanged(RealServerRef ref, Health from, Health to, String why);

        /** Called when a checker does what it must not; {@code what} names it and its bundle. */
        default void checkerFailing(RealServerRef ref, String what) {}
    }

    /**
     * What was known of a server before a restart.
     *
     * @param checkAddress where it was checked
     * @param health UP or DOWN
     */
    public record Remembered(String checkAddress, Health health) {}
}
