package dev.solera.core.internal.engine;

import dev.solera.api.AdminNote;
import dev.solera.api.AdminState;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.files.AtomicFiles;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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

    private final Path file;
    private final SortedMap<RealServerRef, Entry> entries = new TreeMap<>();

    AdminTable(Path file) {
        this.file = file;
    }

    void load() {
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : java.util.List.<String>of()) {
                String[] f = line.split(" ", -1);
                if (f.length != 7) {
                    LOG.warn("{}: {} left out (expected: 7 fields)", file, line);
                    continue;
                }
                entries.put(
                        RealServerRef.parse(f[0]),
                        new Entry(
                                AdminState.valueOf(f[1]),
                                f[2].equals("-") ? null : Integer.valueOf(f[2]),
                                new AdminNote(
                                        URLDecoder.decode(f[3], StandardCharsets.UTF_8),
                                        URLDecoder.decode(f[4], StandardCharsets.UTF_8),
                                        Instant.ofEpochMilli(Long.parseLong(f[5])),
                                        f[6].equals("-") ? null : Instant.ofEpochMilli(Long.parseLong(f[6])))));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("run-time state of before cannot be read from {}: {}", file, e.toString());
        }
    }

    SortedMap<RealServerRef, Entry> all() {
        return new TreeMap<>(entries);
    }

    AdminState state(RealServerRef ref) {
        Entry entry = entries.get(ref);
        return entry == null ? AdminState.READY : entry.state();
    }

    /**
     * Sets what an operator said.
     *
     * @return why it could not be kept, or null when it is
     */
    @Nullable
    String set(RealServerRef ref, Entry entry) {
        if (entry.state() == AdminState.READY && entry.weight() == null) {
            entries.remove(ref);
        } else {
            entries.put(ref, entry);
        }
        return save();
    }

    /** Drops what has run out; tells whether anything had. */
    boolean expire(Instant now) {
        boolean any = entries.values().removeIf(e -> {
            Instant until = e.note().until();
            return until != null && !until.isAfter(now);
        });
        if (any) {
            save();
        }
        return any;
    }

    /** Returns when something runs out next. */
    Optional<Instant> nextExpiry() {
        return entries.values().stream()
                .map(e -> Optional.ofNullable(e.note().until()))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private @Nullable String save() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<RealServerRef, Entry> e : entries.entrySet()) {
            AdminNote note = e.getValue().note();
            Instant until = note.until();
            text.append(e.getKey())
                    .append(' ')
                    .append(e.getValue().state())
                    .append(' ')
                    .append(e.getValue().weight() == null ? "-" : e.getValue().weight())
                    .append(' ')
                    .append(URLEncoder.encode(note.who(), StandardCharsets.UTF_8))
                    .append(' ')
                    .append(URLEncoder.encode(note.why(), StandardCharsets.UTF_8))
                    .append(' ')
                    .append(note.when().toEpochMilli())
                    .append(' ')
                    .append(until == null ? "-" : until.toEpochMilli())
                    .append('\n');
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
            return null;
        } catch (IOException e) {
            LOG.warn("run-time state cannot be kept in {}: {}", file, e.toString());
            return "cannot write " + file.getFileName() + ": " + e.getMessage();
        }
    }

    /**
     * What an operator said of one server.
     *
     * @param state what is wanted of it
     * @param weight 0–256 in the place of the configured one, null for that
     * @param note who, why and until when
     */
    record Entry(AdminState state, @Nullable Integer weight, AdminNote note) {}
}
