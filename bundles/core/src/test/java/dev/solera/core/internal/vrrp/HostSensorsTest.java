package dev.solera.core.internal.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.core.internal.fakes.VirtualTime;
import dev.solera.core.internal.model.TrackSettings.NumberFile;
import dev.solera.core.internal.model.TrackSettings.Processes;
import dev.solera.core.internal.model.TrackSettings.Script;
import dev.solera.core.internal.model.TrackSettings.What;
import dev.solera.core.internal.vrrp.Reading.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When scripts run and files and processes are looked at, in virtual time. */
class HostSensorsTest {
    @TempDir
    private Path folder;

    private final VirtualTime time = new VirtualTime();
    private final Runs runs = new Runs();
    private final List<Long> changes = new ArrayList<>();
    private HostSensors sensors;
    private long startNanos;

    @BeforeEach
    void start() throws IOException {
        startNanos = time.nanoTime();
        Files.createDirectories(folder.resolve("proc"));
        sensors = new HostSensors(time, runs, new ProcessTable(folder.resolve("proc")), () -> changes.add(millis()));
    }

    @Test
    void aScriptRunsAtOnceAndThenAtMultiplesOfItsInterval() {
        Script script = script(1, 1);
        watch(script);
        assertThat(sensors.read(script).state()).isEqualTo(State.UNKNOWN);
        runs.end(true, "exited with 0");
        pass(2_500);
        runs.end(true, "exited with 0");
        pass(1_000);
        assertThat(runs.startedAt).containsExactly(0L, 1_000L, 3_000L);
        assertThat(sensors.read(script)).isEqualTo(Reading.well("exited with 0"));
    }

    @Test
    void aScriptNeverRunsTwiceAtOnce() {
        watch(script(1, 1));
        pass(10_000);
        assertThat(runs.startedAt).containsExactly(0L);
    }

    @Test
    void theFirstResultDecidesAndThenItTakesRiseOrFallInARow() {
        Script script = script(2, 3);
        watch(script);
        assertThat(state(script, false)).isEqualTo(State.FAILS);
        assertThat(state(script, true)).isEqualTo(State.FAILS);
        assertThat(sensors.read(script).why()).isEqualTo("said, 1 of 2");
        assertThat(state(script, false)).isEqualTo(State.FAILS);
        assertThat(state(script, true)).isEqualTo(State.FAILS);
        assertThat(state(script, true)).isEqualTo(State.WELL);
        assertThat(state(script, false)).isEqualTo(State.WELL);
        assertThat(state(script, false)).isEqualTo(State.WELL);
        assertThat(state(script, false)).isEqualTo(State.FAILS);
    }

    @Test
    void onlyAChangeIsTold() {
        watch(script(1, 1));
        state(script(1, 1), true);
        state(script(1, 1), true);
        state(script(1, 1), false);
        assertThat(changes).containsExactly(0L, 2_000L);
    }

    @Test
    void whatIsNoLongerTrackedIsEndedAndForgotten() {
        Script script = script(1, 1);
        watch(script);
        runs.end(true, "exited with 0");
        pass(1_000);
        sensors.watch(Set.of());
        pass(10_000);
        assertThat(runs.startedAt).containsExactly(0L, 1_000L);
        assertThat(runs.cancelled).isEqualTo(1);
        runs.end(false, "too late");
        pass(0);
        assertThat(sensors.read(script).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void whatIsTrackedAlreadyGoesOnWhenSomethingElseComes() {
        watch(script(1, 1));
        pass(500);
        sensors.watch(Set.of(script(1, 1), new NumberFile("/none")));
        pass(0);
        assertThat(runs.startedAt).containsExactly(0L);
    }

    @Test
    void aFileIsReadOnceASecondAndCountsAsNothingWithoutANumber() throws IOException {
        Path path = folder.resolve("load");
        NumberFile file = new NumberFile(path.toString());
        watch(file);
        assertThat(sensors.read(file)).isEqualTo(Reading.number(0, "no such file, counts as 0"));
        save(path, "-12 and more\n", 1);
        pass(999);
        assertThat(sensors.read(file).value()).isZero();
        pass(1);
        assertThat(sensors.read(file)).isEqualTo(Reading.number(-12, "holds -12"));
        save(path, "many\n", 2);
        pass(1_000);
        assertThat(sensors.read(file)).isEqualTo(Reading.number(0, "no number in it, counts as 0"));
        save(path, "999999999999999999", 3);
        pass(1_000);
        assertThat(sensors.read(file).value()).isEqualTo(1_000_000);
        Files.delete(path);
        pass(1_000);
        assertThat(sensors.read(file).value()).isZero();
    }

    @Test
    void processesAreCountedByNameOrFullPath() throws IOException {
        Processes bird = new Processes("bird", 2);
        Processes full = new Processes("/usr/sbin/a-daemon-with-a-long-name", 1);
        Processes cut = new Processes("a-daemon-with-a-long-name", 1);
        watch(bird, full, cut);
        assertThat(sensors.read(bird)).isEqualTo(Reading.fails("0 of 2 running"));
        process("1", "bird", "/usr/sbin/bird\0-f\0");
        process("2", "bird", "");
        process("3", "a-daemon-with-a", "/usr/sbin/a-daemon-with-a-long-name\0");
        pass(1_000);
        assertThat(sensors.read(bird)).as("a zombie does not count").isEqualTo(Reading.fails("1 of 2 running"));
        assertThat(sensors.read(full)).isEqualTo(Reading.well("1 of 1 running"));
        assertThat(sensors.read(cut)).isEqualTo(Reading.well("1 of 1 running"));
        process("4", "bird", "bird: worker\0");
        pass(1_000);
        assertThat(sensors.read(bird)).isEqualTo(Reading.well("2 of 2 running"));
    }

    @Test
    void nothingIsLookedAtWhenNothingIsTracked() {
        sensors.watch(Set.of());
        pass(60_000);
        assertThat(changes).isEmpty();
        assertThat(runs.startedAt).isEmpty();
    }

    private State state(Script script, boolean passed) {
        runs.end(passed, "said");
        pass(0);
        State state = sensors.read(script).state();
        pass(1_000);
        return state;
    }

    private void watch(What... whats) {
        sensors.watch(Set.of(whats));
        pass(0);
    }

    private void pass(long millis) {
        time.pass(Duration.ofMillis(millis));
    }

    private long millis() {
        return (time.nanoTime() - startNanos) / 1_000_000;
    }

    private static Script script(int rise, int fall) {
        return new Script(List.of("/bin/x"), Duration.ofSeconds(1), Duration.ofSeconds(1), rise, fall, null);
    }

    private static void save(Path path, String text, int version) throws IOException {
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_700_000_000_000L + version * 1000));
    }

    private void process(String pid, String comm, String line) throws IOException {
        Path place = Files.createDirectories(folder.resolve("proc").resolve(pid));
        Files.writeString(place.resolve("comm"), comm + "\n");
        Files.writeString(place.resolve("cmdline"), line);
    }

    /** Runs that end when the test says so. */
    private final class Runs implements ScriptRunner {
        final List<Long> startedAt = new ArrayList<>();
        int cancelled;
        private Consumer<Result> done;

        void end(boolean passed, String why) {
            done.accept(new Result(passed, why));
            pass(0);
        }

        @Override
        public Run start(Script script, Consumer<Result> whenDone) {
            startedAt.add(millis());
            done = whenDone;
            return () -> cancelled++;
        }

        @Override
        public void close() {
            throw new AssertionError("closed");
        }
    }
}
