package dev.solera.core.internal.vrrp;

import dev.solera.core.internal.health.HealthMonitor.Clockwork;
import dev.solera.core.internal.health.HealthMonitor.Timer;
import dev.solera.core.internal.model.TrackSettings.Script;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a script again and again, never twice at once, and says what its results come to. The first result alone decides; then it takes {@code rise}
 * or {@code fall} in a row. Runs start at multiples of the interval from the first one; a run that takes longer makes the next ones fall out.
 */
final class ScriptSensor {
    private final Script script;
    private final Clockwork clockwork;
    private final ScriptRunner runner;
    private final Consumer<Reading> told;
    private ScriptRunner.@Nullable Run running;
    private @Nullable Timer timer;
    private boolean started;
    private boolean stopped;
    private boolean known;
    private boolean well;
    private int streak;

    /**
     * Makes one that does not run yet.
     *
     * @param told what the results come to, on the thread of {@code clockwork}
     */
    ScriptSensor(Script script, Clockwork clockwork, ScriptRunner runner, Consumer<Reading> told) {
        this.script = script;
        this.clockwork = clockwork;
        this.runner = runner;
        this.told = told;
    }

    void start() {
        if (!started) {
            started = true;
            due(clockwork.nanoTime());
        }
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
        if (running != null) {
            running.cancel();
        }
    }

    private void due(long dueNanos) {
        long now = clockwork.nanoTime();
        long interval = script.interval().toNanos();
        long late = Math.max(0, now - dueNanos);
        long next = dueNanos + (late / interval + 1) * interval;
        timer = clockwork.after(Duration.ofNanos(next - now), () -> due(next));
        if (running == null) {
            running = runner.start(script, result -> clockwork.execute(() -> ended(result)));
        }
    }

    private void ended(ScriptRunner.Result result) {
        running = null;
        if (stopped) {
            return;
        }
        if (!known || result.passed() == well) {
            known = true;
            well = result.passed();
            streak = 0;
        } else if (++streak >= (result.passed() ? script.rise() : script.fall())) {
            well = result.passed();
            streak = 0;
        }
        String why = streak == 0
                ? result.why()
                : result.why() + ", " + streak + " of " + (result.passed() ? script.rise() : script.fall());
        told.accept(well ? Reading.well(why) : Reading.fails(why));
    }
}
