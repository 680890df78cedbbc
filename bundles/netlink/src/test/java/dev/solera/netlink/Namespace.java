package dev.solera.netlink;

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
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A network namespace with a veth pair {@code va}, {@code vb}; gone when closed. What it opens stays in it, on any thread. */
final class Namespace implements AutoCloseable {
    private static final int O_RDONLY = 0;
    private static final int CLONE_NEWNET = 0x40000000;

    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    /** Skips the test, with the reason, where no namespace can be made. */
    static Namespace create(String word) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: needs root for ip netns add");
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/ip")) || Files.isExecutable(Path.of("/sbin/ip")),
                "skipped: needs iproute2");
        Namespace made = new Namespace(
                "solera-nl-" + word + "-" + ProcessHandle.current().pid());
        try {
            run("ip", "netns", "add", made.name);
            made.ip("link", "set", "lo", "up");
            made.ip("link", "add", "va", "type", "veth", "peer", "name", "vb");
            made.ip("link", "set", "va", "up");
            made.ip("link", "set", "vb", "up");
            return made;
        } catch (IOException e) {
            try {
                made.close();
            } catch (IOException absent) {
                e.addSuppressed(absent);
            }
            assumeTrue(false, "skipped: no namespace: " + e.getMessage());
            throw e;
        }
    }

    /** Runs {@code ip} inside; its output. */
    String ip(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        return run(command.toArray(new String[0]));
    }

    /** Does something on a thread that is inside. */
    <T> T inside(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            int fd = C.open("/run/netns/" + name, O_RDONLY);
            if (fd < 0 || C.setns(fd, CLONE_NEWNET) < 0) {
                throw new IOException("setns " + name + ": " + Errno.name(Native.getLastError()));
            }
            C.close(fd);
            return work.call();
        });
        Thread thread = new Thread(task, "inside " + name);
        thread.start();
        try {
            return task.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The calling thread loses every capability, for good. */
    static void dropCapabilities() throws IOException {
        int[] header = {0x20080522, 0}; // _LINUX_CAPABILITY_VERSION_3, the calling thread
        if (C.capset(header, new int[6]) < 0) {
            throw new IOException("capset: " + Errno.name(Native.getLastError()));
        }
    }

    @Override
    public void close() throws Exception {
        run("ip", "netns", "del", name);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] output = process.getInputStream().readAllBytes();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": no end in 20 s");
        }
        String text = new String(output, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + text);
        }
        return text;
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
}
