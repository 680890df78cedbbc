package dev.solera.itests.netns;

import static org.awaitility.Awaitility.await;

import dev.solera.itests.appliance.Appliance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An appliance of which one feature alone runs, without the launcher: no shell, no HTTP, no proxy. */
final class SmallNode implements AutoCloseable {
    private final Host host;
    private final Appliance appliance;
    private Process process;

    /** Unpacks it and leaves only {@code feature} of what it starts; starts nothing. */
    SmallNode(Host host, String feature) {
        this.host = host;
        appliance = Appliance.unpacked(host.place());
        // Up to level 15 are Karaf's foundations with the features service, which finds the rest in system/.
        edit("startup.properties", text -> text.replaceAll("(?m)^.* = (1[6-9]|[2-9][0-9])\n", ""));
        edit(
                "org.apache.karaf.features.cfg",
                text -> text.replaceAll("(?m)^featuresBoot = .*$", "featuresBoot = " + feature));
    }

    SmallNode write(String file, String text) {
        appliance.write(file, text);
        return this;
    }

    SmallNode start() {
        Path home = appliance.home();
        List<String> command = new ArrayList<>(List.of("java"));
        lines(home.resolve("etc/jvm.options"))
                .filter(line -> line.startsWith("-"))
                .forEach(command::add);
        for (String name : List.of("lang", "net", "nio", "security", "util")) {
            command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED");
        }
        command.add("--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED");
        for (String name : List.of("file", "http", "https", "jar")) {
            command.add("--add-exports=java.base/sun.net.www.protocol." + name + "=ALL-UNNAMED");
        }
        command.add("--add-exports=java.base/sun.net.www.content.text=ALL-UNNAMED");
        for (String name : List.of("home", "base")) {
            command.add("-Dkaraf." + name + "=" + home);
        }
        command.add("-Dkaraf.etc=" + home.resolve("etc"));
        command.add("-Dkaraf.data=" + home.resolve("data"));
        command.add("-Dkaraf.log=" + home.resolve("data/log"));
        command.add("-Dkaraf.startLocalConsole=false");
        command.add("-Dkaraf.startRemoteShell=false");
        command.add("-Djava.io.tmpdir=" + home.resolve("data/tmp"));
        command.add("-classpath");
        command.add(home + "/lib/boot/*:" + home + "/lib/jdk9plus/*");
        command.add("org.apache.karaf.main.Main");
        try {
            Files.createDirectories(home.resolve("data/tmp"));
            Files.createDirectories(home.resolve("data/log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = host.spawn(home.resolve("data/log/console.log"), command.toArray(String[]::new));
        return this;
    }

    void kill() {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
        await("it is gone").atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
    }

    /** Returns how much memory it and the processes it started have, in kB. */
    long residentKb() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .flatMap(member -> lines(Path.of("/proc/" + member.pid() + "/status")))
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    String log() {
        return appliance.log();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
        appliance.close();
    }

    private void edit(String name, java.util.function.UnaryOperator<String> change) {
        try {
            Path file = appliance.etc().resolve(name);
            Files.writeString(file, change.apply(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
