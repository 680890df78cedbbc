package dev.solera.itests.appliance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One appliance in a folder of its own, with ports of its own, as a process of its own. {@link #close} stops it by its
 * process id and removes the folder, whatever happened before. Several may run side by side.
 */
public final class Appliance implements AutoCloseable {

    /** A machine that is known to be slow is given more. */
    private static final long START_SECONDS = Long.getLong("solera.start.s", 90);

    private static final long COMMAND_SECONDS = 60;

    private final Path home;
    private final int httpPort;
    private final int sshPort;
    private final List<String> place;

    private Appliance(Path home, int httpPort, int sshPort, List<String> place) {
        this.home = home;
        this.httpPort = httpPort;
        this.sshPort = sshPort;
        this.place = List.copyOf(place);
    }

    /** Unpacks the distribution to a temporary folder and gives it free ports; starts nothing. */
    public static Appliance unpacked() {
        return unpacked(List.of());
    }

    /**
     * Unpacks the distribution to a temporary folder; starts nothing.
     *
     * @param place what is put before each call of the launcher, such as {@code ip netns exec lb1}; empty for this host
     */
    public static Appliance unpacked(List<String> place) {
        try {
            Path home = Files.createTempDirectory("solera-");
            Appliance appliance = new Appliance(home, freePort(), freePort(), place);
            appliance.run(List.of(
                    "tar",
                    "-xzf",
                    System.getProperty("solera.distribution", "solera.tar.gz"),
                    "-C",
                    home.toString(),
                    "--strip-components=1"));
            appliance.write(
                    "solera.appliance.cfg",
                    "http.listen = 127.0.0.1:" + appliance.httpPort + "\nssh.listen = 127.0.0.1:" + appliance.sshPort
                            + "\n");
            return appliance;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and returns when it serves; fails with the launcher's words otherwise. */
    public Appliance start(String... options) {
        List<String> command = new ArrayList<>(List.of("start"));
        command.addAll(List.of(options));
        Outcome outcome = launcher(command.toArray(String[]::new));
        if (outcome.code() != 0) {
            throw new AssertionError(outcome.toString());
        }
        return this;
    }

    /**
     * Starts it as a child of this process, as a supervisor does; returns at once.
     *
     * @param environment beside what it has from this process
     * @param output where its output goes
     */
    public Process exec(Map<String, String> environment, Path output) {
        List<String> command = new ArrayList<>(place);
        command.addAll(List.of(home.resolve("bin/solera").toString(), "exec"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command of the appliance's shell through {@code bin/solera sh}. */
    public Outcome sh(String command) {
        return launcher("sh", command);
    }

    /** Runs {@code bin/solera} with these arguments and waits, bounded, for its end. */
    public Outcome launcher(String... arguments) {
        List<String> command = new ArrayList<>(place);
        command.add(home.resolve("bin/solera").toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Ends it as a power cut does: its process, and the one VRRP runs in, get SIGKILL. Returns when they are gone. */
    public void kill() {
        Optional<ProcessHandle> main = process();
        // That of VRRP first: it would notice and give its addresses up in good order.
        List<ProcessHandle> all =
                Stream.concat(companions().stream(), main.stream()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(member -> member.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    /** Returns the processes that run beside the appliance's own, such as the one VRRP runs in; one may have been started by an earlier appliance. */
    public List<ProcessHandle> companions() {
        Optional<ProcessHandle> main = process();
        return ProcessHandle.allProcesses()
                .filter(process -> !process.equals(main.orElse(null)) && isOurs(process))
                .toList();
    }

    /** Returns how much memory its own process has resident, in kB; 0 when it does not run. */
    public long residentKilobytes() {
        return process().map(Appliance::residentKilobytes).orElse(0L);
    }

    /** Returns how much memory a process has resident, in kB. */
    public static long residentKilobytes(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            String[] words = Files.readString(
                            Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0");
            return words[0].endsWith("java") && Stream.of(words).anyMatch(word -> word.contains(home + "/"));
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /** Writes a file of the operator's into etc in one step, as a careful editor does. */
    public void write(String name, String text) {
        try {
            Path file = etc().resolve(name);
            Path temporary = Files.createTempFile(etc(), ".edit", null);
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path home() {
        return home;
    }

    public Path etc() {
        return home.resolve("etc");
    }

    public int httpPort() {
        return httpPort;
    }

    public int sshPort() {
        return sshPort;
    }

    /** Returns the process, if it runs. */
    public Optional<ProcessHandle> process() {
        Path file = home.resolve("data/solera/pid");
        try {
            return Files.exists(file)
                    ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                            .filter(ProcessHandle::isAlive)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the log so far. */
    public String log() {
        try {
            Path file = home.resolve("data/log/solera.log");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a port of 127.0.0.1 that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Optional<ProcessHandle> running = process();
        try {
            if (running.isPresent()) {
                launcher("stop");
            }
        } finally {
            running.filter(ProcessHandle::isAlive).ifPresent(ProcessHandle::destroyForcibly);
            companions().forEach(ProcessHandle::destroyForcibly);
            remove();
        }
    }

    private void remove() {
        try (Stream<Path> all = Files.walk(home)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome run(List<String> command) {
        Path out = null;
        Path err = null;
        try {
            // Files, not pipes: what the launcher leaves running must not hold the end of a stream.
            out = Files.createTempFile("solera-", ".out");
            err = Files.createTempFile("solera-", ".err");
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(command.contains("start") ? START_SECONDS : COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end in time:\n" + Files.readString(out) + log());
            }
            return new Outcome(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    private static void delete(@Nullable Path file) {
        if (file != null && !file.toFile().delete()) {
            file.toFile().deleteOnExit();
        }
    }

    /** How a command ended, and what it said. */
    public record Outcome(int code, String out, String err) {}
}
