package dev.solera.core.internal.engine;

import dev.solera.api.AdminNote;
import dev.solera.api.AdminState;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.files.AtomicFiles;
import dev.solera.core.internal.files.Disk;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Run-time state that operators set on real servers, with who, why and until when; kept in a file, so that it survives a restart.
 *
 * <p>Writer only; {@link #all} returns an immutable copy for readers.
 */
final class AdminTable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminTable.class);

    private static final int FIELDS = 7;

    private final Path file;
    private final Disk disk;
    private final SortedMap<RealServerRef, Entry> entries = new TreeMap<>();
    private @Nullable String unsaved;

    /** Keeps what is said in {@code file}, which is written by {@code disk}. */
    AdminTable(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    void load() {
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                try {
                    load(line.split(" ", -1));
                } catch (IllegalArgumentException | DateTimeException e) {
                    LOG.warn("{}: {} left out: {}", file, line, e.getMessage());
                }
            }
        } catch (IOException e) {
            LOG.warn("run-time state of before cannot be read from {}: {}", file, e.toString());
        }
    }

    private void load(String[] f) {
        if (f.length != FIELDS && f.length != FIELDS + 1) {
            throw new IllegalArgumentException(f.length + " fields (expected: " + FIELDS + " or one more)");
        }
        RealServerRef ref = RealServerRef.parse(f[0]);
        AdminNote note = new AdminNote(
                URLDecoder.decode(f[3], StandardCharsets.UTF_8),
                URLDecoder.decode(f[4], StandardCharsets.UTF_8),
                Instant.ofEpochMilli(Long.parseLong(f[5])),
                f[6].equals("-") ? null : Instant.ofEpochMilli(Long.parseLong(f[6])));
        Entry before = entries.getOrDefault(ref, Entry.NOTHING);
        entries.put(
                ref,
                f[1].equals("WEIGHT")
                        ? before.withWeight(Integer.valueOf(f[2]), note)
                        : before.withState(
                                AdminState.valueOf(f[1]), note, f.length > FIELDS ? Leave.parse(f[FIELDS]) : null));
    }

    SortedMap<RealServerRef, Entry> all() {
        return new TreeMap<>(entries);
    }

    Entry of(RealServerRef ref) {
        return entries.getOrDefault(ref, Entry.NOTHING);
    }

    AdminState state(RealServerRef ref) {
        return of(ref).state();
    }

    /**
     * Sets what an operator said.
     *
     * @return why it could not be kept, or null when it is
     */
    @Nullable
    String set(RealServerRef ref, Entry entry) {
        if (entry.equals(Entry.NOTHING)) {
            entries.remove(ref);
        } else {
            entries.put(ref, entry);
        }
        return save();
    }

    /** Drops what has run out; tells whether anything had. */
    boolean expire(Instant now) {
        SortedMap<RealServerRef, Entry> before = all();
        entries.replaceAll((ref, entry) -> entry.at(now));
        entries.values().removeIf(Entry.NOTHING::equals);
        boolean any = !entries.equals(before);
        if (any) {
            save();
        }
        return any;
    }

    /** Returns why what is said is not on disk, or null when it is. */
    @Nullable
    String unsaved() {
        return unsaved;
    }

    /** Tries again to write what could not be written. */
    void retry() {
        if (unsaved != null) {
            save();
        }
    }

    private @Nullable String save() {
        StringBuilder text = new StringBuilder();
        entries.forEach((ref, entry) -> {
            if (entry.stateNote() != null) {
                line(text, ref, entry.state() + " -", entry.stateNote(), entry.leave());
            }
            if (entry.weightNote() != null) {
                line(text, ref, "WEIGHT " + entry.weight(), entry.weightNote(), null);
            }
        });
        try {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            disk.run(() -> {
                Files.createDirectories(file.toAbsolutePath().getParent());
                AtomicFiles.write(file, bytes);
            });
            unsaved = null;
        } catch (IOException e) {
            if (unsaved == null) {
                LOG.warn("run-time state cannot be kept in {}: {}", file, e.toString());
            }
            unsaved = "cannot write " + file.getFileName() + ": " + e.getMessage();
        }
        return unsaved;
    }

    private static void line(
            StringBuilder text, RealServerRef ref, String said, AdminNote note, @Nullable Leave leave) {
        Instant until = note.until();
        text.append(ref)
                .append(' ')
                .append(said)
                .append(' ')
                .append(URLEncoder.encode(note.who(), StandardCharsets.UTF_8))
                .append(' ')
                .append(URLEncoder.encode(note.why(), StandardCharsets.UTF_8))
                .append(' ')
                .append(note.when().toEpochMilli())
                .append(' ')
                .append(until == null ? "-" : until.toEpochMilli())
                .append(leave == null ? "" : " " + leave.text())
                .append('\n');
    }

    /**
     * What operators said of one server. State and weight were said apart and end apart.
     *
     * @param state what is wanted of it
     * @param stateNote who, why and until when; null while nothing was said of the state
     * @param weight 0–65535 in the place of the configured one, null for that
     * @param weightNote who, why and until when; null while nothing was said of the weight
     * @param leave what becomes of flows that take too long; null: they end by themselves
     */
    record Entry(
            AdminState state,
            @Nullable AdminNote stateNote,
            @Nullable Integer weight,
            @Nullable AdminNote weightNote,
            @Nullable Leave leave) {
        /** Nothing was said. */
        static final Entry NOTHING = new Entry(AdminState.READY, null, null, null, null);

        /** Returns the note that people are shown: the state's, else the weight's. */
        @Nullable
        AdminNote note() {
            return stateNote != null ? stateNote : weightNote;
        }

        /** Tells whether flows that it still has are to be closed. */
        boolean isCut() {
            return leave != null && leave.over() && leave.close();
        }

        Entry withState(AdminState newState, AdminNote note, @Nullable Leave newLeave) {
            return newState == AdminState.READY
                    ? new Entry(newState, null, weight, weightNote, null)
                    : new Entry(newState, note, weight, weightNote, newLeave);
        }

        Entry withWeight(Integer newWeight, AdminNote note) {
            return new Entry(state, stateNote, newWeight, note, leave);
        }

        Entry withoutWeight() {
            return new Entry(state, stateNote, null, null, leave);
        }

        /** Returns what of this still holds at {@code now}. */
        Entry at(Instant now) {
            Entry left = over(weightNote, now) ? withoutWeight() : this;
            if (over(stateNote, now)) {
                return new Entry(AdminState.READY, null, left.weight, left.weightNote, null);
            }
            Leave soon = left.leave;
            return soon == null
                    ? left
                    : new Entry(left.state, left.stateNote, left.weight, left.weightNote, soon.at(now));
        }

        private static boolean over(@Nullable AdminNote note, Instant now) {
            Instant until = note == null ? null : note.until();
            return until != null && !until.isAfter(now);
        }
    }

    /**
     * What becomes of flows that take too long once their server takes no new ones.
     *
     * @param at when that is
     * @param close whether they are closed then; else they are kept
     * @param over whether it was
     */
    record Leave(Instant at, boolean close, boolean over) {
        private static final String CLOSE = "close@";
        private static final String KEEP = "keep@";

        private static Leave parse(String text) {
            boolean close = text.startsWith(CLOSE);
            if (!close && !text.startsWith(KEEP)) {
                throw new IllegalArgumentException(text + " (expected: close@ or keep@ and a time)");
            }
            long millis = Long.parseLong(text.substring((close ? CLOSE : KEEP).length()));
            return new Leave(Instant.ofEpochMilli(millis), close, false);
        }

        private String text() {
            return (close ? CLOSE : KEEP) + at.toEpochMilli();
        }

        private Leave at(Instant now) {
            boolean isOver = over || !at.isAfter(now);
            return isOver == over ? this : new Leave(at, close, isOver);
        }
    }
}
