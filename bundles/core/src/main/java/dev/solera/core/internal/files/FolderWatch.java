package dev.solera.core.internal.files;

import dev.solera.core.internal.files.EtcFolder.Content;
import dev.solera.core.internal.files.EtcFolder.Stamp;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says when the folder holds a new version of the set. Polled; a set is read when nothing has changed for {@link #QUIET_NANOS}, so that
 * files saved together are seen together and a file that is being written is not read.
 *
 * <p>Time is an argument. One thread.
 */
public final class FolderWatch {
    /** How long nothing may change before the set is read. */
    public static final long QUIET_NANOS = 300_000_000L;

    /** How long a file may be gone before that counts as its removal: slow editors delete before they write. */
    public static final long GONE_NANOS = 2_000_000_000L;

    private final EtcFolder folder;
    private SortedMap<String, Stamp> seen = new TreeMap<>();
    private SortedMap<String, Stamp> read = new TreeMap<>();
    private final SortedMap<String, Long> goneSince = new TreeMap<>();
    private long changedAtNanos;
    private boolean pending;

    /** Starts with an empty folder in mind. */
    public FolderWatch(EtcFolder folder) {
        this.folder = folder;
    }

    /**
     * Looks at the folder.
     *
     * @return its content when it has changed and is quiet, else null
     * @throws IOException when the folder cannot be listed
     */
    public @Nullable Seen poll(long nowNanos) throws IOException {
        SortedMap<String, Stamp> now = folder.stamps();
        if (!now.equals(seen)) {
            noteGone(now, nowNanos);
            seen = now;
            changedAtNanos = nowNanos;
            pending = true;
        }
        boolean removalDue = goneSince.values().stream().anyMatch(since -> nowNanos - since >= GONE_NANOS);
        if (!removalDue && !pending || nowNanos - changedAtNanos < QUIET_NANOS) {
            return null;
        }
        return readNow(nowNanos);
    }

    /** Reads the folder at once, without waiting for quiet. */
    public @Nullable Seen readNow(long nowNanos) throws IOException {
        SortedMap<String, Stamp> stamps = folder.stamps();
        noteGone(stamps, nowNanos);
        Content content = folder.read(stamps);
        if (!folder.stamps().equals(stamps)) {
            // Somebody is writing: what was read may be half of it.
            seen = stamps;
            changedAtNanos = nowNanos;
            pending = true;
            return null;
        }
        SortedMap<String, Boolean> gone = new TreeMap<>();
        goneSince.forEach((file, since) -> gone.put(file, nowNanos - since >= GONE_NANOS));
        goneSince.values().removeIf(since -> nowNanos - since >= GONE_NANOS);
        seen = stamps;
        read = stamps;
        pending = false;
        return new Seen(content, gone);
    }

    private void noteGone(Map<String, Stamp> now, long nowNanos) {
        goneSince.keySet().removeIf(now::containsKey);
        for (String file : seen.keySet()) {
            if (!now.containsKey(file) && read.containsKey(file)) {
                goneSince.putIfAbsent(file, nowNanos);
            }
        }
    }

    /**
     * The folder as read.
     *
     * @param content what is there
     * @param gone files that were there before, and whether they have been gone long enough to count as removed
     */
    public record Seen(Content content, SortedMap<String, Boolean> gone) {}
}
