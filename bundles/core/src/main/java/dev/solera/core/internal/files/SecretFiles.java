package dev.solera.core.internal.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that stand in files of their own below the configuration folder, such as {@code file:vrrp.key}.
 *
 * <p>A file that was read once and cannot be any more stands in by its last content: a secret that goes missing does not make a configuration wrong
 * that was in force. Used by one thread. Nothing here shows a content.
 */
public final class SecretFiles {
    private static final int MAX_BYTES = 4096;
    private static final Set<PosixFilePermission> OPEN =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final Path folder;
    private final SortedMap<String, Seen> seen = new TreeMap<>();
    private final SortedMap<String, String> troubles = new TreeMap<>();

    /** Reads files below {@code folder}. */
    public SecretFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the text of a file.
     *
     * @param name its path below the folder
     * @throws IllegalArgumentException with what was expected
     */
    public String read(String name) {
        Seen before = seen.get(name);
        String stamp = stamp(name);
        try {
            String text = load(name);
            seen.put(name, new Seen(stamp, text));
            troubles.remove(name);
            return text;
        } catch (IllegalArgumentException e) {
            String last = before == null ? null : before.text;
            seen.put(name, new Seen(stamp, last));
            if (last == null) {
                throw e;
            }
            troubles.put(name, "file:" + name + " (expected: " + e.getMessage() + "); its last content serves");
            return last;
        }
    }

    /** Tells whether a file differs from when it was read last, or could not be. */
    public boolean changed() {
        return seen.entrySet().stream().anyMatch(e -> !e.getValue().stamp.equals(stamp(e.getKey())));
    }

    /** Returns what is wrong with files whose last content stands in, in words. */
    public Map<String, String> troubles() {
        return troubles;
    }

    private String load(String name) {
        Path path = folder.resolve(name).normalize();
        if (name.isBlank() || !path.startsWith(folder.normalize()) || path.equals(folder.normalize())) {
            throw new IllegalArgumentException("a file below the configuration folder");
        }
        try {
            if (!Files.isRegularFile(path)) {
                throw new IllegalArgumentException("a file that is there");
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new IllegalArgumentException("a file of at most " + MAX_BYTES + " bytes");
            }
            if (isOpenToOthers(path)) {
                throw new IllegalArgumentException("a file that others cannot read or write, such as mode 0600");
            }
            return Files.readString(path);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a file in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "a readable file: " + e.getClass().getSimpleName().replace("Exception", ""), e);
        }
    }

    private static boolean isOpenToOthers(Path path) throws IOException {
        try {
            return Files.getPosixFilePermissions(path).stream().anyMatch(OPEN::contains);
        } catch (UnsupportedOperationException e) {
            return false; // a file system without such permissions
        }
    }

    private String stamp(String name) {
        try {
            BasicFileAttributes a = Files.readAttributes(folder.resolve(name), BasicFileAttributes.class);
            String permissions = a.isRegularFile() ? "" + isOpenToOthers(folder.resolve(name)) : "";
            return a.size() + " " + a.lastModifiedTime() + " " + a.fileKey() + " " + permissions;
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private record Seen(String stamp, @Nullable String text) {
        @Override
        public String toString() {
            return "********";
        }
    }
}
