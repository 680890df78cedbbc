package dev.solera.core.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings when something in the folders may have changed (inotify(7)), so that thousands of files need not be looked at ten times a second. It may ring for
 * nothing, and may stay silent: for a file that is a link, on a file system of another machine. One thread.
 */
final class FolderBell implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderBell.class);
    private static final List<WatchEvent.Kind<?>> KINDS = List.of(
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);

    private final List<Path> folders;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final WatchService watch;

    private FolderBell(List<Path> folders, WatchService watch) {
        this.folders = folders;
        this.watch = watch;
    }

    /** Hangs one up over folders that need not exist yet; null where the kernel gives none, such as for lack of inotify instances. */
    static @Nullable FolderBell over(Path... folders) {
        try {
            return new FolderBell(List.of(folders), folders[0].getFileSystem().newWatchService());
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("configuration folder: looked at ten times a second, for changes are not told: {}", e.toString());
            return null;
        }
    }

    /** Returns whether it has rung since it was last asked. What happens while this is asked makes it ring the next time, if not now. */
    boolean hasRung() {
        boolean rung = hang();
        try {
            for (WatchKey key = watch.poll(); key != null; key = watch.poll()) {
                rung = true;
                key.pollEvents();
                if (!key.reset()) {
                    keys.values().remove(key); // its folder is gone; a new one of that name is found by hang
                }
            }
        } catch (ClosedWatchServiceException e) {
            return true;
        }
        return rung;
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }

    /** Returns whether a folder is listened to from now on that was not before. */
    private boolean hang() {
        boolean hung = false;
        for (Path folder : folders) {
            if (!keys.containsKey(folder) && Files.isDirectory(folder)) {
                try {
                    keys.put(folder, folder.register(watch, KINDS.toArray(new WatchEvent.Kind<?>[0])));
                } catch (IOException e) {
                    LOG.debug("{}: changes are not told", folder, e); // so it counts as changed each time
                }
                hung = true;
            }
        }
        return hung;
    }
}
