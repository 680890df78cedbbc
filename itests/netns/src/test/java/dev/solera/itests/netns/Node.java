package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.solera.itests.appliance.Appliance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An appliance on a host. */
final class Node implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Host host;
    private final Appliance appliance;

    /** Unpacks it; starts nothing. */
    Node(Host host) {
        this.host = host;
        appliance = Appliance.unpacked(host.place());
    }

    /** Unpacks one of which floating addresses alone will run: no proxy, no HTTP. */
    static Node small(Host host) {
        Node node = new Node(host);
        String settings = text(node.appliance.etc().resolve("solera.appliance.cfg"));
        node.write("solera.appliance.cfg", settings + "parts = vrrp\n");
        return node;
    }

    Host host() {
        return host;
    }

    Appliance appliance() {
        return appliance;
    }

    boolean runs() {
        return appliance.process().isPresent();
    }

    Node start() {
        appliance.start();
        return this;
    }

    /** Ends it in good order. */
    void stop() {
        Appliance.Outcome outcome = appliance.launcher("stop");
        assertThat(outcome.code()).as("%s", outcome).isZero();
    }

    /** Ends it as a crash does. */
    void kill() {
        appliance.kill();
    }

    /** Writes {@code solera.vrrp-<name>.cfg}. */
    Node vrrp(String name, String text) {
        return write("solera.vrrp-" + name + ".cfg", text);
    }

    Node write(String file, String text) {
        appliance.write(file, text);
        return this;
    }

    void delete(String file) {
        try {
            Files.delete(appliance.etc().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes every file of virtual routers, sync groups, virtual servers and pools. */
    void clear() {
        try (Stream<Path> files = Files.list(appliance.etc())) {
            files.filter(file -> file.getFileName()
                            .toString()
                            .matches("solera\\.(vrrp|syncgroup|virtualserver|pool)-.*\\.cfg"))
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command of the appliance's shell, which has to succeed, and returns what it printed. */
    String sh(String command) {
        Appliance.Outcome outcome = appliance.sh(command);
        assertThat(outcome.code()).as("%s: %s", command, outcome).isZero();
        return outcome.out();
    }

    JsonNode json(String command) {
        try {
            return JSON.readTree(sh(command + " --json"));
        } catch (IOException e) {
            throw new AssertionError(command, e);
        }
    }

    /** Returns everything {@code vrrp:show} has of a virtual router; an empty object when there is none. */
    JsonNode show(String name) {
        Appliance.Outcome outcome = appliance.sh("vrrp:show " + name + " --json");
        try {
            return outcome.code() == 0 ? JSON.readTree(outcome.out()).path(0) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new AssertionError(outcome.toString(), e);
        }
    }

    String state(String name) {
        return show(name).path("state").asText();
    }

    void awaitState(String name, String state, Duration atMost) {
        await(host.name() + ": " + name + " is " + state)
                .pollDelay(Duration.ZERO)
                .atMost(atMost)
                .until(() -> state(name), state::equals);
    }

    /** Returns its last transitions as {@code BACKUP -> MASTER: why}, newest last. */
    List<String> transitions(String name) {
        List<String> lines = new ArrayList<>();
        show(name)
                .path("transitions")
                .forEach(t -> lines.add(t.path("from").asText() + " -> "
                        + t.path("to").asText() + ": " + t.path("why").asText()));
        return lines;
    }

    String lastTransition(String name) {
        List<String> all = transitions(name);
        return all.isEmpty() ? "" : all.get(all.size() - 1);
    }

    long counter(String name, String counter) {
        return show(name).path("counters").path(counter).asLong();
    }

    /** Returns how much memory it and the process VRRP runs in have, in kB. */
    long residentKb() {
        return Stream.concat(appliance.process().stream(), appliance.companions().stream())
                .mapToLong(Appliance::residentKilobytes)
                .sum();
    }

    String log() {
        return appliance.log();
    }

    @Override
    public void close() {
        appliance.close();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
