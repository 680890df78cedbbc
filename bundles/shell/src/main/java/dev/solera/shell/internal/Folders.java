package dev.solera.shell.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the name of a folder on the appliance's host. */
final class Folders {
    private Folders() {}

    /**
     * Returns its path, null for null.
     *
     * @throws IllegalArgumentException when it is not absolute: the shell's own folder is nobody's
     */
    static @Nullable Path path(@Nullable String folder) {
        if (folder == null) {
            return null;
        }
        try {
            Path path = Path.of(folder);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("folder: " + e.getMessage() + " (expected: an absolute path)", e);
        }
        throw new IllegalArgumentException("folder: " + folder + " (expected: an absolute path)");
    }
}
