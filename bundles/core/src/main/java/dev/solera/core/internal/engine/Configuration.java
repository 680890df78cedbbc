package dev.solera.core.internal.engine;

import dev.solera.api.ApplianceException;
import dev.solera.api.Caller;
import dev.solera.api.Problem;
import dev.solera.core.internal.files.AtomicFiles;
import dev.solera.core.internal.files.ConfigText;
import dev.solera.core.internal.files.Disk;
import dev.solera.core.internal.files.EtcFolder;
import dev.solera.core.internal.files.FileSet;
import dev.solera.core.internal.files.FolderWatch;
import dev.solera.core.internal.files.SecretFiles;
import dev.solera.core.internal.files.SetStore;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.ModelReader;
import dev.solera.core.internal.model.Tolerated;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which set of files is in force. Bad input never stops good: a file that is wrong by itself stands in by its last good version;
 * when the set is then still wrong, the last good set stays whole.
 *
 * <p>Writer only. Knows no data plane: who calls it applies what it accepts.
 */
final class Configuration {
    private static final Logger LOG = LoggerFactory.getLogger(Configuration.class);
    /** How many changes of a set the log line names: a pool may have thousands of servers. */
    private static final int CHANGES_LOGGED = 20;

    static final Caller FILE = new Caller("file", "file");

    private final EtcFolder etc;
    private final FolderWatch watch;
    private final SetStore store;
    private final ModelReader reader;
    private final SecretFiles secrets;
    private final Clock wall;
    private final Journal journal;
    private final Disk writing;

    private Accepted inForce = new Accepted(0, Instant.EPOCH, FileSet.EMPTY, Model.EMPTY, FILE, List.of(), 0);
    private FileSet disk = FileSet.EMPTY;
    private SortedMap<String, String> unreadable = new TreeMap<>();
    private final SortedMap<String, byte[]> held = new TreeMap<>();
    private final Map<String, Unpersisted> unpersisted = new LinkedHashMap<>();
    private List<Problem> problems = List.of();
    private @Nullable String storeProblem;
    private FileSet wanted = FileSet.EMPTY;

    /**
     * Makes one with nothing in force.
     *
     * @param journal of changes that write several files
     * @param writing writes them
     */
    Configuration(
            EtcFolder etc,
            SetStore store,
            ModelReader reader,
            SecretFiles secrets,
            Clock wall,
            Journal journal,
            Disk writing) {
        this.writing = writing;
        this.journal = journal;
        this.etc = etc;
        this.watch = new FolderWatch(etc);
        this.store = store;
        this.reader = reader;
        this.secrets = secrets;
        this.wall = wall;
    }

    Accepted inForce() {
        return inForce;
    }

    /** Returns what is wrong in the files as they stand. */
    List<Problem> problems() {
        return problems;
    }

    /** Returns what is in force but not in its file, in words. */
    List<String> unpersistedInWords() {
        return unpersisted.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue().reason())
                .toList();
    }

    /** Returns why sets cannot be kept, or null when they can. */
    @Nullable
    String storeProblem() {
        return storeProblem;
    }

    /** Returns what is wrong with files of secrets, in words. */
    List<String> secretTroubles() {
        return List.copyOf(secrets.troubles().values());
    }

    /**
     * Starts from the set that was in force last, then reads the folder.
     *
     * @return what is in force now
     */
    Accepted start(long nowNanos) {
        recall();
        finishWriting();
        try {
            FolderWatch.Seen seen = watch.readNow(nowNanos);
            if (seen != null && isAsRecalled(seen)) {
                disk = seen.content().set(); // it has just been judged
                wanted = disk;
            } else if (seen != null) {
                take(seen);
            }
        } catch (IOException e) {
            LOG.warn("cannot list the configuration folder: {}", e.toString());
        }
        return inForce;
    }

    private boolean isAsRecalled(FolderWatch.Seen seen) {
        return inForce.number() > 0
                && seen.restless().isEmpty()
                && seen.gone().isEmpty()
                && seen.content().unreadable().isEmpty()
                && seen.content().set().equals(inForce.files());
    }

    private void recall() {
        Recalled found = Recalled.newest(store, reader);
        if (found.set() != null) {
            inForce = found.set();
        }
        if (found.problem() != null) {
            storeProblem = found.problem();
        }
    }

    /** Looks at the folder; returns what came into force by it, or null when nothing did. */
    @Nullable
    Accepted poll(long nowNanos) throws IOException {
        FolderWatch.Seen seen = watch.poll(nowNanos);
        if (seen == null) {
            return secrets.changed() ? judge(FILE) : null;
        }
        return take(seen);
    }

    /** Judges the files again, because plug-ins have come or gone; returns what came into force, or null. */
    @Nullable
    Accepted reconsider() {
        return problems.isEmpty() ? null : judge(FILE);
    }

    /**
     * Puts a file's new bytes in force and then in its place.
     *
     * @param bytes null to remove the file
     * @return why it is not on disk, or null when it is
     * @throws ApplianceException when the set would be wrong by it, or the file holds an edit that is not in force
     */
    @Nullable
    String edit(String file, byte @Nullable [] bytes, Caller caller) {
        refuseIfPending(file);
        FileSet candidate = inForce.files().with(file, bytes);
        ModelReader.Result result = reader.read(candidate, Tolerated.of(inForce.model()));
        if (!result.valid()) {
            throw new ApplianceException(result.problems().get(0).toString());
        }
        String reason = persist(file, bytes);
        wanted = wanted.with(file, bytes);
        if (!candidate.equals(inForce.files())) {
            accept(candidate, result.model(), caller, inForce.number());
        }
        return reason;
    }

    /** Puts a file back as it was last read; leaves one alone that has not been read. */
    void restore(String file) {
        byte[] read = disk.bytes(file);
        if (read != null && persist(file, read) != null) {
            unpersisted.remove(file);
        }
    }

    /** Returns the text of a file as it is in force, or null when there is none. */
    byte @Nullable [] bytesInForce(String file) {
        return inForce.files().bytes(file);
    }

    private void refuseIfPending(String file) {
        for (Problem problem : problems) {
            if (problem.file().equals(file)) {
                throw new ApplianceException("mend the file first: " + problem);
            }
        }
        if (!unpersisted.containsKey(file) && !disk.sameFile(inForce.files(), file) && !held.containsKey(file)) {
            throw pending(file);
        }
        // The operator may have saved since the folder was read last.
        try {
            if (!Arrays.equals(etc.bytes(file), disk.bytes(file))) {
                throw pending(file);
            }
        } catch (IOException e) {
            throw new ApplianceException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static ApplianceException pending(String file) {
        return new ApplianceException(
                file + " holds an edit that is not in force yet (expected: a file whose edits are applied)");
    }

    private @Nullable String persist(String file, byte @Nullable [] bytes) {
        try {
            writing.run(() -> {
                if (bytes == null) {
                    AtomicFiles.delete(etc.path(file));
                } else {
                    AtomicFiles.write(etc.path(file), bytes);
                }
            });
            disk = disk.with(file, bytes);
            held.remove(file);
            unpersisted.remove(file);
            return null;
        } catch (IOException e) {
            String reason = "cannot write " + file + ": " + e.getMessage();
            LOG.warn("{}; the change is in force all the same", reason);
            unpersisted.put(
                    file,
                    new Unpersisted(
                            FileSet.EMPTY.with(file, bytes), FileSet.EMPTY.with(file, disk.bytes(file)), reason));
            return reason;
        }
    }

    private @Nullable Accepted take(FolderWatch.Seen seen) {
        FileSet known = disk;
        disk = seen.content().set();
        for (String file : seen.restless()) {
            disk = disk.with(file, known.bytes(file));
        }
        unreadable = seen.content().unreadable();
        held.keySet().removeIf(file -> disk.bytes(file) != null);
        seen.gone().forEach((file, forGood) -> {
            byte[] before = inForce.files().bytes(file);
            if (forGood || before == null) {
                held.remove(file);
            } else {
                held.put(file, before);
            }
        });
        // An operator's own edit is newer than the command's that could not be written.
        unpersisted.entrySet().removeIf(e -> !disk.sameFile(e.getValue().onDisk(), e.getKey()));
        return judge(FILE);
    }

    private @Nullable Accepted judge(Caller caller) {
        List<Problem> found = new ArrayList<>();
        FileSet withHeld = asMeant(found, held);
        Judged judged = standIn(withHeld, found);
        if (!judged.result().valid() && !held.isEmpty()) {
            // A file that vanished while another came is a rename, not a slow editor.
            List<Problem> foundWithout = new ArrayList<>();
            Judged without = standIn(asMeant(foundWithout, Map.of()), foundWithout);
            if (without.result().valid()) {
                judged = without;
                found = foundWithout;
            }
        }
        found.addAll(judged.result().problems());
        tell(found);
        if (!judged.result().valid()) {
            return null;
        }
        wanted = judged.set();
        if (isManual()) {
            // What an operator has not applied waits, but a secret's file is none of the set.
            judged = new Judged(inForce.files(), reader.read(inForce.files(), Tolerated.of(inForce.model())));
        }
        boolean same = judged.set().equals(inForce.files())
                && judged.result().model().routers().equals(inForce.model().routers());
        return same || !judged.result().valid()
                ? null
                : accept(judged.set(), judged.result().model(), caller, inForce.number());
    }

    /** Tells whether edits of files wait for an operator to apply them. The first set of all does not: nothing would serve. */
    private boolean isManual() {
        return inForce.number() > 0 && inForce.model().appliance().manual();
    }

    /** Returns the files that hold a valid edit which waits to be applied. */
    List<String> waiting() {
        return isManual() ? List.copyOf(wanted.differing(inForce.files())) : List.of();
    }

    /**
     * Reads a folder as it stands now, whoever writes to it, and says what it would mean as a whole.
     *
     * @param own whether it is the appliance's own, where changes in force may be missing that could not be written
     * @throws ApplianceException when it cannot be read, or changes while it is
     */
    Candidate candidate(EtcFolder folder, boolean own) {
        try {
            SortedMap<String, EtcFolder.Stamp> stamps = folder.stamps();
            EtcFolder.Content content = folder.read(stamps);
            if (!folder.stamps().equals(stamps)) {
                throw new ApplianceException("files are being written (expected: a folder at rest)");
            }
            List<Problem> found = new ArrayList<>();
            content.unreadable().forEach((file, expected) -> found.add(new Problem(file, 0, null, null, expected)));
            content.set().files().forEach((file, bytes) -> {
                if (bytes.length == 0 && !file.startsWith(FileSet.LONG_FOLDER)) {
                    found.add(new Problem(file, 0, null, null, "a file that is not empty"));
                }
            });
            FileSet files = content.set();
            if (own) {
                for (Map.Entry<String, Unpersisted> file : unpersisted.entrySet()) {
                    if (files.sameFile(file.getValue().onDisk(), file.getKey())) {
                        files = files.with(
                                file.getKey(), file.getValue().wanted().bytes(file.getKey()));
                    }
                }
            }
            ModelReader.Result result = reader.read(files, Tolerated.of(inForce.model()));
            found.addAll(result.problems());
            return new Candidate(files, result.model(), found);
        } catch (IOException e) {
            throw new ApplianceException("the folder cannot be read: " + e.getMessage(), e);
        }
    }

    /** Says what a set of before means now; plug-ins that have gone since are no problem. */
    Candidate candidate(FileSet files) {
        ModelReader.Result result = reader.read(files, Tolerated.ANY);
        return new Candidate(files, result.model(), result.problems());
    }

    /**
     * Puts a whole set in force and writes its files. Whatever happens meanwhile, after the next start the set before or this one is in
     * force as a whole.
     *
     * @param before number of the set that {@code undo} goes back to from it
     * @param lenient whether files that hold an edit not in force are left alone instead of refusing the change, and a set that cannot be
     *     kept is put in force all the same
     * @return why it is not on disk as a whole, or null when it is
     */
    @Nullable
    String replace(Candidate candidate, Caller caller, long before, boolean lenient) {
        List<String> changed = new ArrayList<>(candidate.files().differing(inForce.files()));
        changed.removeIf(
                file -> Arrays.equals(disk.bytes(file), candidate.files().bytes(file)) && isAtRest(file));
        if (lenient) {
            changed.removeIf(this::isPending);
        } else {
            changed.forEach(this::refuseIfPending);
        }
        long from = inForce.number();
        accept(candidate.files(), candidate.model(), caller, before);
        if (storeProblem != null && !changed.isEmpty() && !lenient) {
            LOG.warn("a crash from here to the end of the change may leave some files as before");
        }
        journal.begin(from, inForce.number());
        String reason = null;
        for (String file : changed) {
            String refused = persist(file, candidate.files().bytes(file));
            wanted = wanted.with(file, candidate.files().bytes(file));
            reason = reason == null ? refused : reason;
        }
        journal.end();
        return reason;
    }

    /** Takes what the folder holds, as read a moment ago, for what is in force; the next look at it finds nothing new. */
    void apply(Candidate candidate, Caller caller) {
        disk = candidate.files();
        for (Map.Entry<String, Unpersisted> file : unpersisted.entrySet()) {
            disk = disk.with(file.getKey(), file.getValue().onDisk().bytes(file.getKey()));
        }
        unreadable = new TreeMap<>();
        held.clear();
        wanted = candidate.files();
        tell(List.of());
        accept(candidate.files(), candidate.model(), caller, inForce.number());
    }

    private boolean isAtRest(String file) {
        try {
            return Arrays.equals(etc.bytes(file), disk.bytes(file));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isPending(String file) {
        return !unpersisted.containsKey(file) && !disk.sameFile(inForce.files(), file) && !held.containsKey(file)
                || !isAtRest(file);
    }

    /** Finishes a change of several files that a crash has cut short: files that nobody has touched since become what the set has. */
    private void finishWriting() {
        Optional<Journal.Step> step = journal.read();
        if (step.isEmpty()) {
            return;
        }
        try {
            FileSet from = store.read(step.get().from()).files();
            FileSet to = store.read(step.get().to()).files();
            for (String file : from.differing(to)) {
                if (Arrays.equals(etc.bytes(file), from.bytes(file))) {
                    LOG.info(
                            "{} is written as set {} has it: the change was cut short",
                            file,
                            step.get().to());
                    persist(file, to.bytes(file));
                }
            }
        } catch (IOException e) {
            LOG.warn("a change that was cut short cannot be finished: {}", e.toString());
        }
        journal.end();
    }

    /** Returns the files as their author means them: an empty one is being written, a vanished one may be. */
    private FileSet asMeant(List<Problem> found, Map<String, byte[]> vanished) {
        FileSet meant = disk;
        for (Map.Entry<String, byte[]> file : vanished.entrySet()) {
            meant = meant.with(file.getKey(), file.getValue());
        }
        for (Map.Entry<String, byte[]> file : disk.files().entrySet()) {
            byte[] before = inForce.files().bytes(file.getKey());
            boolean mayBeEmpty =
                    file.getKey().startsWith(FileSet.LONG_FOLDER) && (before == null || before.length == 0);
            if (file.getValue().length == 0 && !mayBeEmpty) {
                found.add(new Problem(
                        file.getKey(), 0, null, null, "a file that is not empty; its last good version serves"));
                meant = meant.with(file.getKey(), before);
            }
        }
        for (Map.Entry<String, String> file : unreadable.entrySet()) {
            found.add(new Problem(file.getKey(), 0, null, null, file.getValue()));
            meant = meant.with(file.getKey(), inForce.files().bytes(file.getKey()));
        }
        for (Map.Entry<String, Unpersisted> file : unpersisted.entrySet()) {
            meant = meant.with(file.getKey(), file.getValue().wanted().bytes(file.getKey()));
        }
        return meant;
    }

    /** Puts the last good version in the place of each file that is wrong by itself. */
    private Judged standIn(FileSet meant, List<Problem> found) {
        Tolerated tolerated = Tolerated.of(inForce.model());
        ModelReader.Result result = reader.read(meant, tolerated);
        FileSet candidate = meant;
        Set<String> replaced = new LinkedHashSet<>();
        while (!result.byFile().isEmpty() && replaced.addAll(result.byFile().keySet())) {
            for (Map.Entry<String, List<Problem>> file : result.byFile().entrySet()) {
                found.addAll(file.getValue());
                candidate = candidate.with(file.getKey(), inForce.files().bytes(file.getKey()));
                // What stands in was written for the long files of its time.
                for (String path : longFilesOf(file.getKey())) {
                    candidate = candidate.with(path, inForce.files().bytes(path));
                }
            }
            result = reader.read(candidate, tolerated);
        }
        return new Judged(candidate, result);
    }

    /** Returns the long files that a file in force calls by name. */
    private List<String> longFilesOf(String file) {
        byte[] bytes = inForce.files().bytes(file);
        return bytes == null
                ? List.of()
                : ConfigText.read(file, bytes).entries().stream()
                        .map(entry -> FileSet.LONG_FOLDER + entry.value())
                        .filter(path -> inForce.files().bytes(path) != null)
                        .toList();
    }

    private void tell(List<Problem> found) {
        if (!found.equals(problems)) {
            found.stream()
                    .filter(p -> !problems.contains(p))
                    .forEach(p -> LOG.warn("configuration not in force: {}", p));
            if (found.isEmpty()) {
                LOG.info("configuration is in order again");
            }
            problems = List.copyOf(found);
        }
    }

    private Accepted accept(FileSet files, Model read, Caller caller, long before) {
        Model model = read.keeping(inForce.model());
        List<String> changes = Changes.between(inForce.files(), inForce.model(), files, model);
        inForce = new Accepted(inForce.number() + 1, wall.instant(), files, model, caller, changes, before);
        LOG.info(
                "set {} in force, by {} from {}: {}", inForce.number(), caller.user(), caller.from(), inShort(changes));
        try {
            store.keep(new SetStore.Stored(
                    inForce.number(),
                    inForce.at(),
                    caller.user(),
                    caller.from(),
                    String.join("; ", changes),
                    before,
                    files));
            storeProblem = null;
        } catch (IOException e) {
            LOG.warn("set {} cannot be kept: {}", inForce.number(), e.toString());
            storeProblem = "set " + inForce.number() + " cannot be kept: " + e.getMessage();
        }
        return inForce;
    }

    private static String inShort(List<String> changes) {
        int more = changes.size() - CHANGES_LOGGED;
        return more <= 0
                ? String.join("; ", changes)
                : String.join("; ", changes.subList(0, CHANGES_LOGGED)) + "; and " + more + " more";
    }

    /**
     * A set in force.
     *
     * @param number grows by one with each change
     * @param at when it came into force
     * @param files what it consists of
     * @param model what it means
     * @param by who made the last change
     * @param changes of the last change, in words
     * @param before number of the set that undo goes back to, 0 for none
     */
    record Accepted(
            long number, Instant at, FileSet files, Model model, Caller by, List<String> changes, long before) {}

    /**
     * A set that may come into force.
     *
     * @param files what it consists of
     * @param model what it means; whole only when there is no problem
     * @param problems what is wrong with it
     */
    record Candidate(FileSet files, Model model, List<Problem> problems) {}

    /**
     * A change that is in force but could not be written.
     *
     * @param wanted the file alone as it should be, empty when it should be gone
     * @param onDisk the file alone as it was then
     * @param reason why, in words
     */
    private record Unpersisted(FileSet wanted, FileSet onDisk, String reason) {}

    private record Judged(FileSet set, ModelReader.Result result) {}
}
