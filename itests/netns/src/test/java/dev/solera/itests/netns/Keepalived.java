package dev.solera.itests.netns;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Real keepalived on a host, with a configuration of the test's, VRRP alone. */
final class Keepalived implements AutoCloseable {
    private final Host host;
    private final Path folder;
    private Process process;

    private Keepalived(Host host, Path folder) {
        this.host = host;
        this.folder = folder;
    }

    /** Starts it with these {@code vrrp_instance} blocks and whatever else. */
    static Keepalived on(Host host, String config) {
        try {
            Keepalived keepalived = new Keepalived(host, Files.createTempDirectory("keepalived-"));
            Files.writeString(
                    keepalived.folder.resolve("keepalived.conf"), "global_defs {\n  router_id lab\n}\n" + config);
            keepalived.start();
            return keepalived;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Keepalived start() {
        process = host.spawn(
                folder.resolve("log"),
                "keepalived",
                "--dont-fork",
                "--log-console",
                "--log-detail",
                "--vrrp",
                "--use-file=" + folder.resolve("keepalived.conf"),
                "--pid=" + folder.resolve("pid"),
                "--vrrp_pid=" + folder.resolve("vrrp.pid"));
        await("keepalived runs")
                .atMost(Duration.ofSeconds(10))
                .until(() -> Files.exists(folder.resolve("vrrp.pid")) || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("keepalived ended: " + log());
        }
        return this;
    }

    /** Ends it as a crash does: SIGKILL to all its processes. */
    void kill() {
        // A child that outlives its parent sends priority 0, and a parent that outlives its child makes a new one.
        Command.run(List.of("kill", "-STOP", Long.toString(process.pid())));
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(member -> member.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        new File(folder.toFile(), "pid").delete();
        new File(folder.toFile(), "vrrp.pid").delete();
    }

    /** Ends it in good order: it sends priority 0. */
    void stop() {
        process.destroy();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                stop();
            }
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
