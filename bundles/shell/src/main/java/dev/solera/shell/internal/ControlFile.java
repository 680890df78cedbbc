package dev.solera.shell.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The file that tells a client of the same user, and nobody else, where the control endpoint is and its token. */
final class ControlFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;
    private final String text;

    ControlFile(Path path, int port, String token) {
        this.path = path;
        this.text = port + "\n" + token + "\n";
    }

    /** Writes the file at once and whole, mode 0600; what stood there before is replaced. */
    void write() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(path + " (expected: a file in a folder)");
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, OWNER_FOLDER);
        }
        Path temporary = Files.createTempFile(folder, ".control", "", OWNER_FILE);
        try {
            Files.writeString(temporary, text, StandardCharsets.US_ASCII);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Deletes the file if it is still this one: a bundle that was updated may have its successor's there. */
    void delete() throws IOException {
        if (Files.exists(path)
                && Files.readString(path, StandardCharsets.US_ASCII).equals(text)) {
            Files.delete(path);
        }
    }
}
