package dev.solera.addresses.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A network namespace with a veth pair {@code eth0}, {@code peer0} and another one {@code eth1}, {@code peer1}; gone when closed. It has one thread
 * that is inside: what is done there, or by programs and threads started there, is done in it.
 */
final class Namespace implements AutoCloseable {
    private static final int O_RDONLY = 0;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final ExecutorService thread;

    private Namespace(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "inside " + name);
            made.setDaemon(true);
            return made;
        });
    }

    /** Skips the test where a command is not there, and says which package has it. */
    static void assumeInstalled(String command, String debianPackage) {
        boolean there = Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
        assumeTrue(there, "skipped: needs " + command + " (Debian: " + debianPackage + ")");
    }

    /** Skips the test, with the reason, where no namespace can be made. */
    static Namespace create() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: needs root for ip netns add");
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/ip")) || Files.isExecutable(Path.of("/sbin/ip")),
                "skipped: needs iproute2");
        Namespace made =
                new Namespace("sol-addresses-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
        try {
            Programs.run("ip", "netns", "add", made.name);
        } catch (IOException e) {
            assumeTrue(false, "skipped: no namespace: " + e.getMessage());
        }
        try {
            made.inside(() -> {
                int fd = C.open("/run/netns/" + made.name, O_RDONLY);
                if (fd < 0 || C.setns(fd, CLONE_NEWNET) < 0) {
                    throw new IOException("setns " + made.name + ": errno " + Native.getLastError());
                }
                return C.close(fd);
            });
            made.ip("link", "set", "lo", "up");
            made.pair("eth0", "peer0");
            made.pair("eth1", "peer1");
            return made;
        } catch (Exception e) {
            made.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    void pair(String one, String other) throws Exception {
        ip("link", "add", one, "type", "veth", "peer", "name", other);
        ip("link", "set", one, "up");
        ip("link", "set", other, "up");
    }

    /** Runs {@code ip} inside; its output. */
    String ip(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        return Programs.run(command.toArray(new String[0]));
    }

    /** Runs a program inside; its output. */
    String run(String... command) throws Exception {
        return inside(() -> Programs.run(command));
    }

    /** Runs commands of {@code ip} in one go. */
    void batch(String lines) throws Exception {
        Path file = Files.createTempFile("ip", ".batch");
        try {
            Files.writeString(file, lines);
            Programs.run("ip", "-n", name, "-batch", file.toString());
        } finally {
            Files.delete(file);
        }
    }

    String sysctl(String path) throws Exception {
        return inside(() -> Files.readString(Path.of("/proc/sys/net/" + path)).trim());
    }

    void sysctl(String path, String value) throws Exception {
        inside(() -> Files.writeString(Path.of("/proc/sys/net/" + path), value));
    }

    /** Does something on the thread that is inside, within 60 s. */
    <T> T inside(Callable<T> work) throws Exception {
        try {
            return thread.submit(work).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The calling thread loses every capability, for good. */
    static void dropCapabilities() throws IOException {
        int[] header = {0x20080522, 0}; // _LINUX_CAPABILITY_VERSION_3, the calling thread
        if (C.capset(header, new int[6]) < 0) {
            throw new IOException("capset: errno " + Native.getLastError());
        }
    }

    @Override
    public void close() throws Exception {
        thread.shutdownNow();
        Programs.run("ip", "netns", "del", name);
    }

    private static final class C {
        static {
            Native.register(C.class, NativeLibrary.getProcess());
        }

        static native int open(String path, int flags);

        static native int setns(int fd, int kind);

        static native int close(int fd);

        static native int capset(int[] header, int[] data);
    }

    /** Other programs, each within 30 s. */
    static final class Programs {
        private Programs() {}

        static String run(String... command) throws Exception {
            Path output = Files.createTempFile("run", ".txt");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                process.getOutputStream().close();
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IOException(String.join(" ", command) + ": no end in 30 s");
                }
                String text = Files.readString(output, StandardCharsets.UTF_8);
                if (process.exitValue() != 0) {
                    throw new IOException(String.join(" ", command) + ": " + text);
                }
                return text;
            } finally {
                Files.delete(output);
            }
        }
    }
}
