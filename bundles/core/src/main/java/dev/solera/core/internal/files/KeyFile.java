package dev.solera.core.internal.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A small file of the appliance's own, {@code key = value} on each line, that is there as a whole or not at all. */
public final class KeyFile {
    private final Path file;
    private final Disk disk;

    /** Names the file, which need not exist, and what writes it. */
    public KeyFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /**
     * Returns what it holds, empty when it is not there.
     *
     * @throws IOException when it cannot be read
     */
    public Map<String, String> read() throws IOException {
        Map<String, String> keys = new TreeMap<>();
        if (Files.exists(file)) {
            ConfigText.read(file.getFileName().toString(), Files.readAllBytes(file))
                    .entries()
                    .forEach(entry -> keys.put(entry.key(), entry.value()));
        }
        return keys;
    }

    /**
     * Makes it hold {@code keys}, on disk when this returns.
     *
     * @throws IOException when it cannot be written
     */
    public void write(Map<String, String> keys) throws IOException {
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) -> text.append(key)
                .append(" = ")
                .append(value.replaceAll("\\p{Cntrl}+", " "))
                .append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        disk.run(() -> {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFiles.write(file, bytes);
        });
    }

    /**
     * Removes it.
     *
     * @throws IOException when it cannot be
     */
    public void delete() throws IOException {
        if (Files.exists(file)) {
            disk.run(() -> AtomicFiles.delete(file));
        }
    }
}
