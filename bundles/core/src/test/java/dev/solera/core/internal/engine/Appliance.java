package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.ApplianceEvent;
import dev.solera.api.Caller;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeChecker;
import dev.solera.core.internal.fakes.FakePlane;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.core.internal.fakes.VirtualTime;
import dev.solera.core.internal.files.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** An engine on folders of its own, with a fake plane and fake plug-ins. Its threads run in real time, its calendar in the test's. */
final class Appliance implements AutoCloseable {
    static final Caller JANE = new Caller("jane", "shell");

    final Path etc;
    final Path data;
    final PluginTable plugins = new PluginTable();
    final FakePlane plane = new FakePlane("proxy");
    final FakeChecker checker = new FakeChecker("http");
    final VirtualTime calendar = new VirtualTime();
    final List<ApplianceEvent> events = new CopyOnWriteArrayList<>();
    Consumer<Published> published = set -> {};
    Disk disk = Disk.HERE;
    Engine engine;
    LiveControl control;
    LiveChanges changes;
    LiveView view;

    Appliance(Path folder) throws IOException {
        etc = Files.createDirectories(folder.resolve("etc"));
        data = folder.resolve("data");
        plugins.add(FakeScheduler.inTurn("roundrobin"), "dev.solera.schedulers 0.1.0");
        plugins.add(checker, "test");
    }

    Appliance start() {
        engine = new Engine(etc, data, plugins, calendar, events::add, set -> published.accept(set), disk);
        control = new LiveControl(engine, calendar);
        changes = new LiveChanges(engine, etc);
        view = new LiveView(engine, "0.1.0", plugins::schedulerProvider);
        engine.addPlane(plane);
        engine.start();
        return this;
    }

    Appliance restart() {
        engine.close();
        return start();
    }

    void save(String file, String text) throws IOException {
        Path path = etc.resolve(file);
        Files.createDirectories(path.getParent());
        // In one step, as a good editor does.
        Path temporary = path.resolveSibling("." + path.getFileName() + ".new");
        Files.writeString(temporary, text);
        Files.move(temporary, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    String read(String file) throws IOException {
        return Files.readString(etc.resolve(file));
    }

    static RealServerRef ref(String real) {
        return RealServerRef.parse(real);
    }

    /** Waits until an assertion holds, at most 5 s. */
    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion);
    }

    /** Waits for the plane to hold exactly {@code words}, and forgets how it came to that. */
    void holds(String... words) {
        eventually(() -> assertThat(plane.holds()).containsExactly(words));
        plane.take();
    }

    @Override
    public void close() {
        engine.close();
    }
}
