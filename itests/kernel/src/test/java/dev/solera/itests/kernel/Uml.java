package dev.solera.itests.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One boot of a kernel in a process: it runs classes of cases, and halts. */
final class Uml {
    private static final Path MODULES = Path.of("/usr/lib/uml/modules");
    /** Two appliances on the one processor of this kernel. */
    private static final int START_SECONDS = 360;

    private static final List<String> TOOLS = List.of("linux.uml", "ipvsadm", "modprobe", "ip");

    private Uml() {}

    /**
     * Boots, runs the cases and tells what came out. The test is skipped, and says why, where there is no such kernel here or it does
     * not boot.
     *
     * @param name of a folder for its files below {@code target}
     * @param memoryMegabytes of the machine that it is
     * @param atMost then its process is ended, and cases that are not done have failed
     */
    static List<Result> boot(String name, int memoryMegabytes, Duration atMost, List<Class<?>> cases) {
        assumePossible();
        try {
            Path folder = Files.createDirectories(
                    Path.of("target", "kernel-lab", name).toAbsolutePath());
            Path results = Files.write(folder.resolve("results"), List.of());
            Path console = folder.resolve("console.log");
            Path booted = folder.resolve("booted");
            Files.deleteIfExists(booted);
            Process process = new ProcessBuilder(
                            "linux.uml",
                            "mem=" + memoryMegabytes + "M",
                            "root=/dev/root",
                            "rootfstype=hostfs",
                            "rootflags=/",
                            "rw",
                            "init=" + init(folder, results, cases),
                            "quiet",
                            "con=null",
                            "con0=fd:0,fd:1")
                    .directory(folder.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(console.toFile())
                    .start();
            boolean ended = process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                end(process);
            }
            List<Result> found = Result.read(results);
            assumeTrue(
                    Files.exists(booted),
                    () -> "User-Mode Linux does not boot here; see " + console + ": " + tail(console));
            if (found.stream().noneMatch(Result::isEnd)) {
                found.add(Result.failure(
                        "the boot " + name,
                        (ended ? "the kernel halted" : "no end in " + atMost.toSeconds() + " s") + "; see " + console
                                + ": " + tail(console)));
            }
            return found.stream().filter(result -> !result.isEnd()).collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void assumePossible() {
        List<String> missing =
                TOOLS.stream().filter(tool -> find(tool).isEmpty()).toList();
        assumeTrue(
                missing.isEmpty(),
                "missing commands: " + String.join(", ", missing)
                        + " (Debian: apt-get install user-mode-linux ipvsadm kmod iproute2)");
        assumeTrue(Files.isDirectory(MODULES), MODULES + ": there are no modules of User-Mode Linux");
        assumeTrue(
                Files.isDirectory(Path.of("/lib/modules"))
                        || Path.of("/lib/modules").toFile().mkdirs(),
                "/lib/modules: is not there and cannot be made");
    }

    private static Optional<Path> find(String tool) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Process 1 of the guest. Modules are mounted where modprobe looks, in the guest alone. */
    private static Path init(Path folder, Path results, List<Class<?>> cases) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""))
                .strip();
        List<String> java = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                "-Dsolera.lab.folder=" + folder,
                "-Djava.io.tmpdir=/run/tmp",
                "-Dsolera.start.s=" + START_SECONDS,
                "-Dsolera.launcher=" + System.getProperty("solera.launcher", ""),
                "-Dsolera.distribution=" + System.getProperty("solera.distribution", ""),
                "-cp",
                classPath,
                Guest.class.getName(),
                results.toString()));
        cases.forEach(one -> java.add(one.getName()));
        String script =
                """
                #!/bin/bash
                export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
                export JAVA_HOME=%s SOLERA_START_SECONDS=%d TMPDIR=/run/tmp
                mount -t proc proc /proc
                mount -t sysfs sys /sys
                mount -t tmpfs tmpfs /run
                mkdir /run/tmp
                mount -t tmpfs tmpfs /lib/modules
                mkdir /lib/modules/$(uname -r)
                mount --bind /usr/lib/uml/modules/$(uname -r) /lib/modules/$(uname -r)
                ip link set lo up
                cd '%s' || halt -f
                : >booted
                %s >guest.log 2>&1
                sync
                halt -f
                """
                        .formatted(
                                System.getProperty("java.home"),
                                START_SECONDS,
                                folder,
                                java.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ")));
        Path init = Files.writeString(folder.resolve("init.sh"), script);
        if (!init.toFile().setExecutable(true)) {
            throw new IOException(init + ": cannot be made executable");
        }
        return init;
    }

    private static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    private static String tail(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
