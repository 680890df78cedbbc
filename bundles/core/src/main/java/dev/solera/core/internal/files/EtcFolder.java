package dev.solera.core.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The folder that the operator edits: {@code solera.*.cfg} and everything in {@code solera.d}. */
public final class EtcFolder implements Closeable {
    private final Path folder;
    private final @Nullable FolderBell bell;

    /** Watches {@code folder}; it need not exist yet. */
    public EtcFolder(Path folder) {
        this(folder, null);
    }

    private EtcFolder(Path folder, @Nullable FolderBell bell) {
        this.folder = folder;
        this.bell = bell;
    }

    /** Watches {@code folder}, of whose changes the kernel tells. */
    public static EtcFolder told(Path folder) {
        return new EtcFolder(folder, FolderBell.over(folder, folder.resolve(FileSet.LONG_FOLDER)));
    }

    /** Returns whether something may have changed since this was last asked; false when it probably has not. */
    boolean mayHaveChanged() {
        return bell == null || bell.hasRung();
    }

    @Override
    public void close() throws IOException {
        if (bell != null) {
            bell.close();
        }
    }

    /** Returns the place of a file of the set. */
    public Path path(String file) {
        return folder.resolve(file);
    }

    /**
     * Returns the bytes of a file of the set as they are now, or null when there is none.
     *
     * @throws IOException when it is there and cannot be read
     */
    public byte @Nullable [] bytes(String file) throws IOException {
        Path path = path(file);
        if (!Files.exists(path)) {
            return null;
        }
        if (!Files.isRegularFile(path)) {
            throw new IOException("not a file");
        }
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Returns what tells one version of each file from the next, without opening any.
     *
     * @throws IOException when the folder cannot be listed
     */
    public SortedMap<String, Stamp> stamps() throws IOException {
        SortedMap<String, Stamp> stamps = new TreeMap<>();
        list(folder, "", "solera.*.cfg", stamps);
        list(folder.resolve(FileSet.LONG_FOLDER), FileSet.LONG_FOLDER, "[!.]*", stamps);
        return stamps;
    }

    /** Reads the files that {@code stamps} names. A file that is gone meanwhile is left out; one that cannot be read says why. */
    public Content read(Map<String, Stamp> stamps) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        SortedMap<String, String> unreadable = new TreeMap<>();
        for (String file : stamps.keySet()) {
            try {
                Path path = path(file);
                if (Files.exists(path) && !Files.isRegularFile(path)) {
                    // Reading a pipe would wait for a writer for ever.
                    unreadable.put(file, "a readable file: it is " + (Files.isDirectory(path) ? "a folder" : "none"));
                } else if (Files.size(path) > ConfigText.MAX_BYTES) {
                    unreadable.put(file, "at most " + ConfigText.MAX_BYTES + " bytes");
                } else {
                    files.put(file, Files.readAllBytes(path));
                }
            } catch (IOException e) {
                if (!(e instanceof NoSuchFileException)) {
                    unreadable.put(file, "a readable file: " + reason(e));
                }
            }
        }
        return new Content(FileSet.of(files), unreadable);
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "")
                + (e.getMessage() == null ? "" : " " + e.getMessage());
    }

    private static void list(Path folder, String prefix, String glob, Map<String, Stamp> into) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, glob)) {
            for (Path path : paths) {
                Stamp stamp = stamp(path);
                if (stamp != null) {
                    into.put(prefix + path.getFileName(), stamp);
                }
            }
        }
    }

    private static @Nullable Stamp stamp(Path path) throws IOException {
        try {
            BasicFileAttributes a = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(a.size(), a.lastModifiedTime().to(TimeUnit.NANOSECONDS), Objects.hashCode(a.fileKey()));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * What tells one version of a file from the next.
     *
     * @param size in bytes
     * @param modifiedNanos time of the last change
     * @param identity of the inode
     */
    public record Stamp(long size, long modifiedNanos, int identity) {}

    /**
     * What was read.
     *
     * @param set the files that could be
     * @param unreadable the others, with what was expected
     */
    public record Content(FileSet set, SortedMap<String, String> unreadable) {}
}
