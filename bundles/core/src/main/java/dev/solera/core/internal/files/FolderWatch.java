package dev.solera.core.internal.files;

import dev.solera.core.internal.files.EtcFolder.Content;
import dev.solera.core.internal.files.EtcFolder.Stamp;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says when the folder holds a new version of the set. Polled; a set is read when nothing has changed for {@link #QUIET_NANOS}, so that
 * files saved together are seen together and a file that is being written is not read. One that never comes to rest holds up the others
 * for {@link #UNREST_NANOS} at most: then they are read without it.
 *
 * <p>Time is an argument. One thread.
 */
public final class FolderWatch {
    /** How long nothing may change before the set is read. */
    public static final long QUIET_NANOS = 300_000_000L;

    /** How long files that are at rest wait for one that is not. */
    public static final long UNREST_NANOS = 5_000_000_000L;

    /** How long a file may be gone before that counts as its removal: slow editors delete before they write. */
    public static final long GONE_NANOS = 2_000_000_000L;

    /** How long the kernel's silence is believed. */
    private static final long SILENCE_NANOS = 2_000_000_000L;

    private final EtcFolder folder;
    private SortedMap<String, Stamp> seen = new TreeMap<>();
    private SortedMap<String, Stamp> read = new TreeMap<>();
    private final SortedMap<String, Long> goneSince = new TreeMap<>();
    private final Map<String, Long> touchedAt = new HashMap<>();
    private long unrestSinceNanos;
    private long changedAtNanos;
    private long listedAtNanos;
    private boolean listed;
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
        boolean silent = !folder.mayHaveChanged();
        if (silent && listed && !pending && goneSince.isEmpty() && nowNanos - listedAtNanos < SILENCE_NANOS) {
            return null;
        }
        listed = true;
        listedAtNanos = nowNanos;
        SortedMap<String, Stamp> now = folder.stamps();
        if (!now.equals(seen)) {
            noteGone(now, nowNanos);
            noteTouched(now, nowNanos);
            seen = now;
            changedAtNanos = nowNanos;
            if (!pending) {
                unrestSinceNanos = nowNanos;
            }
            pending = true;
        }
        if (pending && nowNanos - unrestSinceNanos >= UNREST_NANOS && nowNanos - changedAtNanos < QUIET_NANOS) {
            return readWhatRests(now, nowNanos);
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
            noteTouched(stamps, nowNanos);
            seen = stamps;
            changedAtNanos = nowNanos;
            pending = true;
            return null;
        }
        seen = stamps;
        read = stamps;
        pending = false;
        touchedAt.clear();
        return new Seen(content, gone(nowNanos), Collections.emptySortedSet());
    }

    private @Nullable Seen readWhatRests(SortedMap<String, Stamp> stamps, long nowNanos) throws IOException {
        SortedMap<String, Stamp> atRest = new TreeMap<>(stamps);
        atRest.keySet().removeIf(file -> isTouched(file, nowNanos));
        Content content = folder.read(atRest);
        SortedMap<String, Stamp> after = folder.stamps();
        if (!atRest.entrySet().stream().allMatch(e -> e.getValue().equals(after.get(e.getKey())))) {
            return null; // one of them is being written after all
        }
        read = stamps;
        unrestSinceNanos = nowNanos;
        SortedSet<String> restless = new TreeSet<>(stamps.keySet());
        restless.removeAll(atRest.keySet());
        return new Seen(content, gone(nowNanos), restless);
    }

    private boolean isTouched(String file, long nowNanos) {
        Long at = touchedAt.get(file);
        return at != null && nowNanos - at < QUIET_NANOS;
    }

    private void noteTouched(Map<String, Stamp> now, long nowNanos) {
        now.forEach((file, stamp) -> {
            if (!stamp.equals(seen.get(file))) {
                touchedAt.put(file, nowNanos);
            }
        });
    }

    private SortedMap<String, Boolean> gone(long nowNanos) {
        SortedMap<String, Boolean> gone = new TreeMap<>();
        goneSince.forEach((file, since) -> gone.put(file, nowNanos - since >= GONE_NANOS));
        goneSince.values().removeIf(since -> nowNanos - since >= GONE_NANOS);
        return gone;
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
     * @param restless files that are being written; not in {@code content}, what was known of them holds
     */
    public record Seen(Content content, SortedMap<String, Boolean> gone, SortedSet<String> restless) {}
}
