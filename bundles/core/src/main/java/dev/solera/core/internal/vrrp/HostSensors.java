package dev.solera.core.internal.vrrp;

import dev.solera.core.internal.health.HealthMonitor.Clockwork;
import dev.solera.core.internal.health.HealthMonitor.Timer;
import dev.solera.core.internal.model.TrackSettings.NumberFile;
import dev.solera.core.internal.model.TrackSettings.Processes;
import dev.solera.core.internal.model.TrackSettings.Script;
import dev.solera.core.internal.model.TrackSettings.What;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at scripts by running them and at files and processes once a second, on one thread. What a look shows is in a table; a listener hears when it
 * changes.
 */
public final class HostSensors implements Sensors {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Reading NOT_YET = Reading.unknown("not known yet");

    private final Clockwork clockwork;
    private final ScriptRunner runner;
    private final ProcessTable processes;
    private final Runnable changed;
    private final Map<What, Reading> table = new ConcurrentHashMap<>();
    private final Map<Script, ScriptSensor> scripts = new HashMap<>();
    private final Map<NumberFile, FileSensor> files = new HashMap<>();
    private Set<Processes> counted = Set.of();
    private @Nullable Timer poll;
    private Set<What> wanted = Set.of();

    /**
     * Makes sensors of this host.
     *
     * @param changed called on the thread of {@code clockwork} when a reading has changed; must return at once
     */
    public HostSensors(Clockwork clockwork, Runnable changed) {
        this(clockwork, new HostScripts(), new ProcessTable(Path.of("/proc")), changed);
    }

    HostSensors(Clockwork clockwork, ScriptRunner runner, ProcessTable processes, Runnable changed) {
        this.clockwork = clockwork;
        this.runner = runner;
        this.processes = processes;
        this.changed = changed;
    }

    @Override
    public void watch(Set<What> whats) {
        if (!whats.equals(wanted)) {
            wanted = Set.copyOf(whats);
            Set<What> now = wanted;
            clockwork.execute(() -> use(now));
        }
    }

    @Override
    public Reading read(What what) {
        return table.getOrDefault(what, NOT_YET);
    }

    @Override
    public void close() {
        clockwork.execute(() -> use(Set.of()));
        clockwork.execute(runner::close);
    }

    private void use(Set<What> whats) {
        scripts.entrySet().removeIf(e -> {
            boolean gone = !whats.contains(e.getKey());
            if (gone) {
                e.getValue().stop();
            }
            return gone;
        });
        files.keySet().retainAll(whats);
        table.keySet().retainAll(whats);
        for (What what : whats) {
            if (what instanceof Script script) {
                scripts.computeIfAbsent(script, s -> new ScriptSensor(s, clockwork, runner, r -> publish(s, r)))
                        .start();
            } else if (what instanceof NumberFile file) {
                files.computeIfAbsent(file, f -> new FileSensor(Path.of(f.path())));
            }
        }
        counted = whats.stream()
                .filter(Processes.class::isInstance)
                .map(Processes.class::cast)
                .collect(Collectors.toUnmodifiableSet());
        if (poll != null) {
            poll.cancel();
            poll = null;
        }
        if (!files.isEmpty() || !counted.isEmpty()) {
            poll(clockwork.nanoTime());
        }
    }

    /** Looks, and again a second after it was due, however late it ran. */
    private void poll(long dueNanos) {
        long now = clockwork.nanoTime();
        long next = dueNanos;
        while (next - now <= 0) {
            next += POLL.toNanos();
        }
        long due = next;
        poll = clockwork.after(Duration.ofNanos(due - now), () -> poll(due));
        files.forEach((file, sensor) -> publish(file, sensor.look()));
        if (!counted.isEmpty()) {
            Set<String> names = new HashSet<>();
            counted.forEach(one -> names.add(one.command()));
            Map<String, Integer> running = processes.count(names);
            counted.forEach(one -> publish(one, words(one, running.getOrDefault(one.command(), 0))));
        }
    }

    private static Reading words(Processes wanted, int running) {
        String words = running + " of " + wanted.quorum() + " running";
        return running >= wanted.quorum() ? Reading.well(words) : Reading.fails(words);
    }

    private void publish(What what, Reading reading) {
        Reading before = table.put(what, reading);
        if (!reading.equals(before)) {
            changed.run();
        }
    }
}
