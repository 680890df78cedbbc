package dev.solera.itests.netns;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Python scripts of the lab, as files. */
final class Script {
    private static final Map<String, Path> FILES = new ConcurrentHashMap<>();

    private Script() {}

    static String path(String name) {
        return FILES.computeIfAbsent(name, Script::extract).toString();
    }

    private static Path extract(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            Path file = Files.createTempFile("lab-", "-" + name);
            Files.write(file, in.readAllBytes());
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
