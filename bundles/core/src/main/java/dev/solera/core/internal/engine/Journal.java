package dev.solera.core.internal.engine;

import dev.solera.core.internal.files.KeyFile;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers, over a crash, that the files of a set are being written. Writer only. */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final KeyFile file;

    Journal(KeyFile file) {
        this.file = file;
    }

    /** Says that the files of set {@code to}, which is kept, are about to take the place of those of {@code from}. */
    void begin(long from, long to) {
        try {
            file.write(Map.of("from", Long.toString(from), "to", Long.toString(to)));
        } catch (IOException e) {
            LOG.warn("a crash during the change that begins now may leave some files as before: {}", e.toString());
        }
    }

    /** Says that they have. */
    void end() {
        try {
            file.delete();
        } catch (IOException e) {
            LOG.warn("the end of a change cannot be noted: {}", e.toString());
        }
    }

    /** Returns what was begun and did not end. */
    Optional<Step> read() {
        try {
            Map<String, String> keys = file.read();
            return keys.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Step(
                            Long.parseLong(keys.getOrDefault("from", "")),
                            Long.parseLong(keys.getOrDefault("to", ""))));
        } catch (IOException | NumberFormatException e) {
            LOG.warn("what was being changed cannot be read: {}", e.toString());
            return Optional.empty();
        }
    }

    /** A change from one set to another. */
    record Step(long from, long to) {}
}
