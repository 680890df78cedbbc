package dev.solera.core.internal.engine;

import dev.solera.api.ApplianceException;
import dev.solera.api.Caller;
import dev.solera.api.Change;
import dev.solera.api.SetRecord;
import dev.solera.api.Unconfirmed;
import dev.solera.core.internal.files.EtcFolder;
import dev.solera.core.internal.files.FileSet;
import dev.solera.core.internal.files.KeyFile;
import dev.solera.core.internal.files.SetStore;
import dev.solera.core.internal.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts whole sets in force on demand, and goes back to earlier ones: on demand, and by itself when what was applied is not confirmed in
 * time, be it over a restart.
 *
 * <p>Writer only, but for {@link #history}, {@link #read}, {@link #unconfirmed} and {@link #waiting}.
 */
final class Rollout {
    private static final Logger LOG = LoggerFactory.getLogger(Rollout.class);
    private static final Caller ITSELF = new Caller("appliance", "unconfirmed apply");

    private final Configuration configuration;
    private final SetStore store;
    private final Path etc;
    private final KeyFile file;
    private final Clock wall;
    private volatile @Nullable Unconfirmed unconfirmed;
    private volatile List<String> waitingFiles = List.of();
    private long deadlineNanos;

    /**
     * Makes one.
     *
     * @param etc the appliance's own folder
     * @param file remembers over a restart what waits to be confirmed
     */
    Rollout(Configuration configuration, SetStore store, Path etc, KeyFile file, Clock wall) {
        this.configuration = configuration;
        this.store = store;
        this.etc = etc;
        this.file = file;
        this.wall = wall;
    }

    /** Goes back at once when the set in force was not confirmed before the end of the process: it may be why it ended. */
    void start() {
        try {
            Map<String, String> keys = file.read();
            if (keys.isEmpty()) {
                return;
            }
            Unconfirmed before = new Unconfirmed(
                    Long.parseLong(keys.getOrDefault("set", "")),
                    Long.parseLong(keys.getOrDefault("back", "")),
                    wall.instant(),
                    keys.getOrDefault("who", ""));
            if (store.numbers().contains(before.set())) {
                goBack(before, "it was not confirmed before the restart");
            } else {
                forget(); // it had not come into force yet
            }
        } catch (IOException | NumberFormatException e) {
            LOG.warn("what was to be confirmed cannot be read: {}", e.toString());
        }
    }

    /** Goes back when the time to confirm is over; tells whether it did. Also sees which files wait. */
    boolean expire(long nowNanos) {
        waitingFiles = configuration.waiting();
        Unconfirmed now = unconfirmed;
        if (now == null || nowNanos - deadlineNanos < 0) {
            return false;
        }
        goBack(now, "it was not confirmed in time");
        return true;
    }

    /** Returns what would come into force from a folder; null: the appliance's own. */
    Configuration.Candidate candidate(@Nullable Path folder) {
        if (folder == null) {
            // Not by what the kernel has told of so far: what was saved a moment ago counts.
            return configuration.candidate(new EtcFolder(etc), true);
        }
        if (!Files.isDirectory(folder)) {
            throw new ApplianceException("folder: " + folder + " (expected: a folder of solera.*.cfg files)");
        }
        return configuration.candidate(new EtcFolder(folder), false);
    }

    /** Returns what a set of before means now. */
    Model meaning(FileSet files) {
        return configuration.candidate(files).model();
    }

    /** Puts a candidate in force that nobody objects to. */
    Change apply(
            Configuration.Candidate candidate,
            Caller caller,
            @Nullable Path folder,
            @Nullable Duration confirmWithin,
            long nowNanos) {
        Unconfirmed waits = unconfirmed;
        if (waits != null) {
            throw new ApplianceException(waits.words() + " (expected: solera:confirm or solera:undo first)");
        }
        Configuration.Accepted before = configuration.inForce();
        if (candidate.files().equals(before.files())) {
            return new Change("nothing to apply: the files are what is in force, set " + before.number(), null);
        }
        if (confirmWithin != null) {
            begin(new Unconfirmed(
                    before.number() + 1, before.number(), wall.instant().plus(confirmWithin), caller.user()));
            deadlineNanos = nowNanos + confirmWithin.toNanos();
        }
        String reason = null;
        if (folder == null) {
            configuration.apply(candidate, caller);
        } else {
            try {
                reason = configuration.replace(candidate, caller, before.number(), false);
            } catch (ApplianceException e) {
                forget();
                throw e;
            }
        }
        Unconfirmed begun = unconfirmed;
        return new Change(
                begun == null ? "set " + configuration.inForce().number() + " is in force" : begun.words(), reason);
    }

    /** What was applied is to stay. */
    Change confirm() {
        Unconfirmed now = unconfirmed;
        if (now == null) {
            throw new ApplianceException("nothing waits to be confirmed");
        }
        forget();
        return new Change("set " + now.set() + " stays", null);
    }

    /** Goes back to a set; null: the one before the last change that is not taken back yet. */
    Change undo(Caller caller, @Nullable Long set) {
        Configuration.Accepted now = configuration.inForce();
        long to = set == null ? now.before() : set;
        if (to <= 0 || to == now.number()) {
            throw new ApplianceException(
                    set == null
                            ? "there is no set to go back to"
                            : "set: " + set + " (expected: another than the one in force)");
        }
        SetStore.Stored target = read(to);
        Configuration.Candidate candidate = valid(configuration.candidate(target.files()), to);
        String reason = configuration.replace(candidate, caller, set == null ? target.before() : now.number(), false);
        forget();
        return new Change(
                "set " + configuration.inForce().number() + " is in force, with the files of set " + to, reason);
    }

    /** Returns the sets kept, the newest first. Any thread. */
    List<SetRecord> history(long inForce) {
        List<SetRecord> history = new ArrayList<>();
        try {
            List<Long> numbers = store.numbers();
            for (int i = numbers.size() - 1; i >= 0; i--) {
                SetStore.Stored one = store.info(numbers.get(i));
                history.add(new SetRecord(
                        one.number(),
                        one.appliedAt(),
                        one.who(),
                        one.from(),
                        one.summary(),
                        one.before(),
                        one.number() == inForce));
            }
        } catch (IOException e) {
            throw new ApplianceException("the sets kept cannot be read: " + e.getMessage(), e);
        }
        return history;
    }

    /** Returns a set that is kept. Any thread. */
    SetStore.Stored read(long set) {
        try {
            List<Long> numbers = store.numbers();
            if (!numbers.contains(set)) {
                throw new ApplianceException("set: " + set + " (expected: one that is kept"
                        + (numbers.isEmpty() ? "" : ", " + numbers.get(0) + ".." + numbers.get(numbers.size() - 1))
                        + ")");
            }
            return store.read(set);
        } catch (IOException e) {
            throw new ApplianceException("set " + set + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns what waits to be confirmed, or null. Any thread. */
    @Nullable
    Unconfirmed unconfirmed() {
        return unconfirmed;
    }

    /** Returns what waits for an operator, in words. Any thread. */
    List<String> waiting() {
        List<String> words = new ArrayList<>();
        List<String> files = waitingFiles;
        if (!files.isEmpty()) {
            words.add("not applied: " + String.join(", ", files) + " (solera:plan shows what they change)");
        }
        Unconfirmed now = unconfirmed;
        if (now != null) {
            words.add(now.words());
        }
        return words;
    }

    /** Takes back what was applied; what was changed in other files since stays. */
    private void goBack(Unconfirmed what, String why) {
        LOG.warn("set {} goes back to set {}: {}", what.set(), what.back(), why);
        try {
            FileSet applied = read(what.set()).files();
            SetStore.Stored back = read(what.back());
            Configuration.Accepted now = configuration.inForce();
            FileSet target = now.files();
            for (String changed : applied.differing(back.files())) {
                target = target.with(changed, back.files().bytes(changed));
            }
            Configuration.Candidate candidate = configuration.candidate(target);
            if (!candidate.problems().isEmpty()) {
                candidate = valid(configuration.candidate(back.files()), what.back());
            }
            if (!candidate.files().equals(now.files())) {
                configuration.replace(
                        candidate, ITSELF, now.number() == what.set() ? back.before() : now.number(), true);
            }
        } catch (ApplianceException e) {
            LOG.error("set {} cannot be taken back: {}", what.set(), e.getMessage());
        }
        forget();
    }

    private static Configuration.Candidate valid(Configuration.Candidate candidate, long set) {
        if (!candidate.problems().isEmpty()) {
            throw new ApplianceException("set " + set + " does not hold any more: "
                    + candidate.problems().get(0));
        }
        return candidate;
    }

    private void begin(Unconfirmed what) {
        try {
            file.write(Map.of(
                    "set", Long.toString(what.set()),
                    "back", Long.toString(what.back()),
                    "who", what.who(),
                    "until", what.until().toString()));
        } catch (IOException e) {
            throw new ApplianceException("what is to be confirmed cannot be kept: " + e.getMessage(), e);
        }
        unconfirmed = what;
    }

    private void forget() {
        unconfirmed = null;
        try {
            file.delete();
        } catch (IOException e) {
            LOG.warn("that nothing waits to be confirmed cannot be kept: {}", e.toString());
        }
    }
}
