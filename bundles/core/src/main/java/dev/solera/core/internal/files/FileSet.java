package dev.solera.core.internal.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Bytes of every file of the configuration at one moment, by path below the folder. Immutable. */
public final class FileSet {
    /** No file at all. */
    public static final FileSet EMPTY = new FileSet(new TreeMap<>());

    /** Folder, below the configuration's, of what is too long for a line. */
    public static final String LONG_FOLDER = "solera.d/";

    private final SortedMap<String, byte[]> files;

    private FileSet(SortedMap<String, byte[]> files) {
        this.files = Collections.unmodifiableSortedMap(files);
    }

    /** Makes a set of the given files. */
    public static FileSet of(Map<String, byte[]> files) {
        return new FileSet(new TreeMap<>(files));
    }

    /** Returns the paths and bytes, sorted by path. The arrays are not to be written to. */
    public SortedMap<String, byte[]> files() {
        return files;
    }

    /** Returns the bytes of a file, or null when it is not there. */
    public byte @Nullable [] bytes(String path) {
        return files.get(path);
    }

    /**
     * Returns the text of a file, or null when it is not there.
     *
     * @throws CharacterCodingException when it is not UTF-8
     */
    public @Nullable String text(String path) throws CharacterCodingException {
        byte[] bytes = files.get(path);
        return bytes == null
                ? null
                : StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
    }

    /** Returns this set with one file put or, when {@code bytes} is null, taken away. */
    public FileSet with(String path, byte @Nullable [] bytes) {
        SortedMap<String, byte[]> changed = new TreeMap<>(files);
        if (bytes == null) {
            changed.remove(path);
        } else {
            changed.put(path, bytes);
        }
        return new FileSet(changed);
    }

    /** Tells whether a file has the same bytes here and there, absent in both counting as the same. */
    public boolean sameFile(FileSet other, String path) {
        return Arrays.equals(files.get(path), other.files.get(path));
    }

    /** Returns the paths of files that are not the same here and there, sorted. */
    public SortedSet<String> differing(FileSet other) {
        SortedSet<String> paths = new TreeSet<>(files.keySet());
        paths.addAll(other.files.keySet());
        paths.removeIf(path -> sameFile(other, path));
        return paths;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof FileSet other
                && files.keySet().equals(other.files.keySet())
                && files.keySet().stream().allMatch(p -> sameFile(other, p));
    }

    @Override
    public int hashCode() {
        return files.keySet().hashCode();
    }

    @Override
    public String toString() {
        return files.keySet().toString();
    }
}
