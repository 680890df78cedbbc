package dev.solera.itests.netns;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Hosts and LANs made of network namespaces, veth pairs and bridges, under names that no other lab has. {@link #close} ends every process in them
 * and removes them; what a run that was killed has left is removed when the next one begins.
 */
final class Lab implements AutoCloseable {
    private static final String PREFIX = "sol-lab-";
    private static final AtomicInteger LABS = new AtomicInteger();

    private final String prefix = PREFIX + ProcessHandle.current().pid() + "-" + LABS.incrementAndGet() + "-";
    private final List<Host> hosts = new ArrayList<>();
    private final Host wiring;

    private Lab() {
        wiring = host("switch");
    }

    /**
     * Makes an empty lab. Where that is not possible the test is skipped and says what is missing.
     *
     * @param tools commands the test needs beside the lab's own
     */
    static Lab open(String... tools) {
        assumePossible(tools);
        removeLeftovers();
        return new Lab();
    }

    /** Skips the test where no lab can be made, and says what is missing. */
    static void assumePossible(String... tools) {
        List<String> missing = Stream.concat(Stream.of("ip", "ss", "tcpdump", "python3"), Stream.of(tools))
                .filter(tool -> !installed(tool))
                .toList();
        assumeTrue(missing.isEmpty(), "missing commands: " + String.join(", ", missing));
        String probe = PREFIX + ProcessHandle.current().pid() + "-probe";
        Command.Outcome made = Command.attempt(List.of("ip", "netns", "add", probe));
        assumeTrue(
                made.code() == 0,
                "network namespaces cannot be made here (root with CAP_SYS_ADMIN and CAP_NET_ADMIN is needed): "
                        + made.text().strip());
        Command.attempt(List.of("ip", "netns", "delete", probe));
    }

    /** Makes a host. Its name is part of the namespace's. */
    Host host(String name) {
        Host host = new Host(name, prefix + name);
        hosts.add(host);
        return host;
    }

    /**
     * Makes a LAN: two bridges with a trunk between them.
     *
     * @param name at most 8 characters
     */
    Lan lan(String name) {
        return new Lan(name, wiring);
    }

    @Override
    public void close() {
        hosts.forEach(Host::close);
    }

    private static boolean installed(String tool) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static void removeLeftovers() {
        Path folder = Path.of("/run/netns");
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.list(folder)) {
            all.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(PREFIX) && owner(name).isEmpty())
                    .forEach(name -> new Host(name, name, false).close());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Optional<ProcessHandle> owner(String namespace) {
        String pid = namespace.substring(PREFIX.length()).split("-")[0];
        return ProcessHandle.of(Long.parseLong(pid));
    }
}
