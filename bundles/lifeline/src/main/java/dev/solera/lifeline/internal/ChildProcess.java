package dev.solera.lifeline.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lifeline as a JVM of its own, small enough to stand beside the appliance. It outlives who started it. */
public final class ChildProcess implements RemoteEngine.Lifeline {
    private static final int START_MS = 10_000;
    private static final int STEP_MS = 20;
    private static final String SOCKET = "sock";
    /** A unix socket's path has 108 bytes, the last one zero (unix(7), sun_path). */
    private static final int LONGEST_PATH = 107;

    private final Path folder;
    private final List<String> options;
    private final List<Path> classpath;
    private final List<String> arguments;
    private @Nullable Process process;

    /**
     * Makes one that has started nothing.
     *
     * @param folder of its own, made with mode 0700; holds the socket and what the process prints. Where its path is too long for a socket, that is in a
     *     folder of the same kind in /tmp
     * @param options of the JVM
     * @param arguments of its main, behind the socket's path
     */
    public ChildProcess(Path folder, List<String> options, List<Path> classpath, List<String> arguments) {
        this.folder = folder;
        this.options = List.copyOf(options);
        this.classpath = List.copyOf(classpath);
        this.arguments = List.copyOf(arguments);
    }

    @Override
    public Wire connect() throws IOException {
        makePrivate(folder);
        makePrivate(Objects.requireNonNull(socket().getParent()));
        Wire there = reach();
        if (there != null) {
            return there;
        }
        Process started = start();
        process = started;
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MS);
        while (System.nanoTime() < until) {
            there = reach();
            if (there != null) {
                return there;
            }
            if (waitFor(started, STEP_MS)) {
                throw new IOException("it does not start");
            }
        }
        started.destroyForcibly();
        throw new IOException("its process did not answer within " + START_MS / 1000 + " s: " + lastLine());
    }

    @Override
    public String lastWords() {
        Process there = process;
        // Its socket is closed a moment before it has ended.
        if (there == null || !waitFor(there, 1000)) {
            return "";
        }
        return ", its process ended with code " + there.exitValue() + ": " + lastLine();
    }

    @Override
    public void awaitEnd(long millis) {
        Process there = process;
        if (there != null) {
            if (!waitFor(there, millis)) {
                there.destroyForcibly();
            }
            return;
        }
        // One that somebody else started shows that it has ended by taking its socket away.
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (Files.exists(socket()) && System.nanoTime() < until) {
            pause();
        }
    }

    private Path socket() {
        Path near = folder.toAbsolutePath().resolve(SOCKET);
        return near.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH
                ? near
                : Path.of(
                        "/tmp", "solera-" + Integer.toHexString(near.toString().hashCode()), SOCKET);
    }

    /** Makes a folder that is ours alone; one of that name that somebody else has made is refused. */
    private static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (Files.isSymbolicLink(folder) || !Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")))) {
            throw new IOException(folder + ": belongs to somebody else (expected: a folder of our own)");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private Path log() {
        return folder.resolve("out.log");
    }

    private @Nullable Wire reach() throws IOException {
        if (!Files.exists(socket())) {
            return null; // asked before, not after: it may come in between
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket()));
            return new Wire(channel);
        } catch (ConnectException e) {
            channel.close();
            return null;
        } catch (SocketException e) {
            channel.close();
            if (!Files.exists(socket())) {
                return null;
            }
            throw e;
        }
    }

    private Process start() throws IOException {
        // Addresses hang on it: it goes before the appliance. Where that is refused it runs all the same.
        List<String> command = new ArrayList<>(List.of("nice", "-n", "-5"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classpath.stream().map(Path::toString).collect(Collectors.joining(":")));
        command.add("dev.solera.lifeline.Main");
        command.add(socket().toString());
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return builder.start();
    }

    private String lastLine() {
        try {
            List<String> lines = Files.readAllLines(log());
            return lines.isEmpty()
                    ? "it printed nothing"
                    : lines.get(lines.size() - 1).strip();
        } catch (IOException e) {
            return "what it printed cannot be read: " + e.getMessage();
        }
    }

    private static boolean waitFor(Process process, long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
