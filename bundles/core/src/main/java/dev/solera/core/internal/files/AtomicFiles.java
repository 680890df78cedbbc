package dev.solera.core.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Writes files so that a reader, a crash or a full disk finds either the old bytes or the new ones. */
public final class AtomicFiles {
    private AtomicFiles() {}

    /**
     * Writes a file through a temporary one beside it, synced before it takes the name. Mode and owner of an existing file are kept; a
     * new one is readable by its owner alone.
     *
     * @throws IOException when it cannot be; the file is then as it was and nothing is left beside it
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        // A link is written through, so that the operator's layout of folders stays.
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path temporary = target.resolveSibling(
                "." + target.getFileName() + ".tmp-" + ProcessHandle.current().pid());
        try {
            writeSynced(temporary, bytes);
            if (Files.exists(target)) {
                keepOwner(target, temporary);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        syncFolder(target.toAbsolutePath().getParent());
    }

    /** Deletes a file, synced. */
    public static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        syncFolder(file.toAbsolutePath().getParent());
    }

    /** Writes a file that nobody looks for yet, readable by its owner alone; its bytes are synced, its name is once its folder is. */
    static void writeSynced(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
    }

    private static void keepOwner(Path from, Path to) throws IOException {
        PosixFileAttributes old = Files.readAttributes(from, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Files.setPosixFilePermissions(to, old.permissions());
        PosixFileAttributes fresh = Files.readAttributes(to, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!fresh.owner().equals(old.owner()) || !fresh.group().equals(old.group())) {
            PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
            view.setOwner(old.owner());
            view.setGroup(old.group());
        }
    }

    /** Syncs the names in a folder. */
    static void syncFolder(@Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
