package dev.solera.packet.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace with a cable in it: va and vb, both up. Deleted when closed. */
final class Namespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    /** Skips the test, with the reason, where no namespace can be made. */
    static Namespace create() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: needs root for ip netns add");
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/ip")) || Files.isExecutable(Path.of("/sbin/ip")),
                "skipped: needs iproute2");
        Namespace made = new Namespace("sol-packet-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
        try {
            run("ip", "netns", "add", made.name);
            made.cable();
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

    /** Puts the cable in. */
    void cable() throws Exception {
        ip("link", "add", "va", "address", "02:00:00:00:00:0a", "type", "veth", "peer", "name", "vb");
        ip("link", "set", "vb", "address", "02:00:00:00:00:0b");
        ip("link", "set", "va", "up");
        ip("link", "set", "vb", "up");
        awaitCarrier();
    }

    /** Waits until frames go through: the kernel starts to queue them a moment after both ends are up, and drops them before. */
    void awaitCarrier() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> carries(ip("link", "show", "va")) && carries(ip("link", "show", "vb")));
    }

    private static boolean carries(String shown) {
        return shown.contains("state UP") && !shown.contains("qdisc noop ");
    }

    /** Runs {@code ip} inside; its output. */
    String ip(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        return run(command.toArray(new String[0]));
    }

    /** Does something on a thread that is inside. */
    void inside(Work work) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            int fd = C.open("/run/netns/" + name, 0);
            if (fd < 0 || C.setns(fd, CLONE_NEWNET) < 0) {
                throw new IOException("setns " + name + ": " + Errno.words(Native.getLastError()));
            }
            C.close(fd);
            work.run();
            return null;
        });
        Thread thread = new Thread(task, "inside " + name);
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw (Error) e.getCause();
        }
    }

    /** Returns a file of {@code /proc/net} as the calling thread sees it. */
    static String proc(String file) throws IOException {
        return Files.readString(Path.of("/proc/thread-self/net", file));
    }

    @Override
    public void close() throws Exception {
        run("ip", "netns", "del", name);
    }

    static String run(String... command) throws Exception {
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

    /** What is done inside. */
    interface Work {
        void run() throws Exception;
    }

    private static final class C {
        static {
            Native.register(C.class, NativeLibrary.getProcess());
        }

        static native int open(String path, int flags);

        static native int setns(int fd, int kind);

        static native int close(int fd);
    }
}
