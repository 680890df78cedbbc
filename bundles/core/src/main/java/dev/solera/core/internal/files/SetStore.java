package dev.solera.core.internal.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sets that were in force, one numbered folder each, so that a broken edit and a reboot still serve.
 *
 * <p>A set is written under a temporary name and renamed when complete: a folder with a number is whole.
 */
public final class SetStore {
    /** How many sets are kept: so many of the newest, and so many steps that undo can go back from the newest. */
    static final int KEPT = 100;

    private static final String INFO = "set.info";
    private static final int LONGEST_WORDS = 1000;

    private final Path folder;
    private final Disk disk;

    /** Keeps the sets in {@code folder}, which is written to by {@code disk}. */
    public SetStore(Path folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    /** Returns the numbers of the sets kept, ascending. */
    public List<Long> numbers() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(Files::isDirectory)
                    .map(p -> p.getFileName().toString())
                    .filter(n -> n.matches("[0-9]{8,18}"))
                    .map(Long::parseLong)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Returns a set that is kept.
     *
     * @throws IOException when it cannot be read
     */
    public Stored read(long number) throws IOException {
        Path place = folder.resolve(name(number));
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(place)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(place.relativize(path).toString(), Files.readAllBytes(path));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return stored(number, files.remove(INFO), FileSet.of(files));
    }

    /**
     * Returns what is known of a set, without its files.
     *
     * @throws IOException when it cannot be read
     */
    public Stored info(long number) throws IOException {
        Path info = folder.resolve(name(number)).resolve(INFO);
        return stored(number, Files.exists(info) ? Files.readAllBytes(info) : null, FileSet.EMPTY);
    }

    private static Stored stored(long number, byte @Nullable [] info, FileSet files) {
        Map<String, String> keys = new TreeMap<>();
        if (info != null) {
            ConfigText.read(INFO, info).entries().forEach(e -> keys.put(e.key(), e.value()));
        }
        return new Stored(
                number,
                Instant.ofEpochMilli(number(keys.get("applied.ms"), 0)),
                keys.getOrDefault("who", ""),
                keys.getOrDefault("from", ""),
                keys.getOrDefault("summary", ""),
                number(keys.get("before"), number - 1),
                files);
    }

    /**
     * Keeps a set.
     *
     * @throws IOException when it cannot be written; older sets are untouched
     */
    public void keep(Stored set) throws IOException {
        disk.run(() -> write(set));
    }

    private void write(Stored set) throws IOException {
        Files.createDirectories(folder);
        deleteLeftovers();
        Path temporary = folder.resolve(".tmp-" + ProcessHandle.current().pid());
        try {
            Path longFolder = Files.createDirectories(temporary.resolve(FileSet.LONG_FOLDER));
            List<Long> before = numbers();
            Path newest = before.isEmpty() ? null : folder.resolve(name(before.get(before.size() - 1)));
            for (Map.Entry<String, byte[]> file : set.files().files().entrySet()) {
                linkOrWrite(file.getKey(), file.getValue(), newest, temporary);
            }
            AtomicFiles.writeSynced(temporary.resolve(INFO), info(set));
            AtomicFiles.syncFolder(longFolder);
            AtomicFiles.syncFolder(temporary);
            Path place = folder.resolve(name(set.number()));
            deleteTree(place);
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
            AtomicFiles.syncFolder(folder);
        } catch (IOException e) {
            deleteTree(temporary);
            throw e;
        }
        List<Long> numbers = numbers();
        Set<Long> back = numbers.size() > KEPT ? wayBack(set.number()) : Set.of();
        for (long old : numbers.subList(0, Math.max(0, numbers.size() - KEPT))) {
            if (!back.contains(old)) {
                deleteTree(folder.resolve(name(old)));
            }
        }
    }

    /** Returns the sets that undo leads to from {@code number}, step by step. */
    private Set<Long> wayBack(long number) throws IOException {
        Set<Long> way = new HashSet<>();
        long at = number;
        while (way.size() < KEPT && Files.isDirectory(folder.resolve(name(at)))) {
            at = info(at).before();
            way.add(at);
        }
        return way;
    }

    /** Files that are as in the newest set become links to it, so that keeping a large set costs what has changed. */
    private static void linkOrWrite(String file, byte[] bytes, @Nullable Path newest, Path place) throws IOException {
        Path before = newest == null ? null : newest.resolve(file);
        if (before != null && Files.isRegularFile(before) && Arrays.equals(Files.readAllBytes(before), bytes)) {
            Files.createLink(place.resolve(file), before);
        } else {
            AtomicFiles.writeSynced(place.resolve(file), bytes);
        }
    }

    /** Sets that a crash left half written have no number and are of no use. */
    private void deleteLeftovers() throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, ".tmp-*")) {
            for (Path leftover : leftovers) {
                deleteTree(leftover);
            }
        }
    }

    private static long number(@Nullable String text, long otherwise) {
        return text != null && text.matches("[0-9]{1,15}") ? Long.parseLong(text) : otherwise;
    }

    private static byte[] info(Stored set) {
        String text = "applied.ms = " + set.appliedAt().toEpochMilli() + "\nwho = " + oneLine(set.who()) + "\nfrom = "
                + oneLine(set.from()) + "\nsummary = " + oneLine(set.summary()) + "\nbefore = " + set.before() + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_WORDS ? line : line.substring(0, LONGEST_WORDS) + "…";
    }

    private static String name(long number) {
        return String.format("%08d", number);
    }

    private static void deleteTree(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(path)) {
            paths.sorted(Comparator.reverseOrder()).forEach(p -> {
                try {
                    Files.delete(p);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * A set that was in force.
     *
     * @param number grows by one with each change
     * @param appliedAt when it came into force
     * @param who made the change
     * @param from where from
     * @param summary what changed, in words
     * @param before number of the set that undo goes back to from it, 0 for none
     * @param files what it consists of
     */
    public record Stored(
            long number, Instant appliedAt, String who, String from, String summary, long before, FileSet files) {}
}
