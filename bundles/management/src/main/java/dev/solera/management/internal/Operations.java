package dev.solera.management.internal;

import dev.solera.api.AdminState;
import dev.solera.api.ApplianceChanges;
import dev.solera.api.ApplianceControl;
import dev.solera.api.ApplianceException;
import dev.solera.api.Caller;
import dev.solera.api.Change;
import dev.solera.api.CheckResult;
import dev.solera.api.Patience;
import dev.solera.api.Plan;
import dev.solera.api.RealServerRef;
import dev.solera.management.ChangeReport;
import dev.solera.management.CheckReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes changes for the user who is logged in on the calling thread. */
final class Operations {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ApplianceControl control;
    private final ApplianceChanges changes;

    Operations(ApplianceControl control, ApplianceChanges changes) {
        this.control = control;
        this.changes = changes;
    }

    List<String> history() {
        return changes.history().stream()
                .map(set -> set.number() + " " + set.at() + " " + set.who() + " from " + set.from() + ": " + set.what())
                .toList();
    }

    /** Returns the plan of the files as they stand, a line for each thing in it. */
    List<String> plan() {
        try {
            Plan plan = changes.plan(null);
            List<String> words = new ArrayList<>();
            plan.problems().forEach(problem -> words.add("problem: " + problem));
            plan.edits().forEach(edit -> words.add(edit.words()));
            words.addAll(plan.vips());
            plan.checksAdded().forEach(check -> words.add("check added: " + check));
            plan.checksRemoved().forEach(check -> words.add("check removed: " + check));
            plan.objections().forEach(objection -> words.add("objection: " + objection));
            return words;
        } catch (ApplianceException e) {
            throw refused(e);
        }
    }

    ChangeReport apply(int confirmSeconds) {
        return change(c -> changes.apply(c, null, time(confirmSeconds), false));
    }

    ChangeReport confirm() {
        return change(changes::confirm);
    }

    ChangeReport undo() {
        return change(c -> changes.undo(c, null));
    }

    ChangeReport admin(RealServerRef ref, AdminState state, @Nullable String reason, int seconds) {
        return change(c -> control.setAdminState(c, ref, state, reason == null ? "" : reason, time(seconds)));
    }

    ChangeReport admin(
            RealServerRef ref, AdminState state, @Nullable String reason, int seconds, int patience, boolean close) {
        if (patience < 1) {
            throw new IllegalArgumentException("patience: " + patience + " (expected: 1 s or more)");
        }
        return change(c -> control.setAdminState(
                c,
                ref,
                state,
                reason == null ? "" : reason,
                time(seconds),
                new Patience(Duration.ofSeconds(patience), close)));
    }

    ChangeReport weight(RealServerRef ref, int weight) {
        return change(c -> control.setWeight(c, ref, weight));
    }

    ChangeReport temporaryWeight(RealServerRef ref, int weight, int seconds) {
        return change(c -> control.setTemporaryWeight(c, ref, weight, time(seconds)));
    }

    ChangeReport addReal(RealServerRef ref, String definition) {
        return change(c -> control.addReal(c, ref, definition));
    }

    ChangeReport removeReal(RealServerRef ref) {
        return change(c -> control.removeReal(c, ref));
    }

    ChangeReport vrrpPriority(String instance, int priority) {
        return change(c -> control.setVrrpPriority(c, instance, priority));
    }

    ChangeReport vrrpRelease(String instance, @Nullable String why) {
        return change(c -> control.releaseVrrp(c, instance, why == null ? "" : why));
    }

    /** Runs a check and waits for its result, {@code timeout} and 5 s at most. */
    CheckReport check(RealServerRef ref, String check, Duration timeout) {
        try {
            return new CheckRow(
                    control.runCheck(ref, check).get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS));
        } catch (ApplianceException e) {
            throw refused(e);
        } catch (ExecutionException e) {
            throw refused(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("check " + check + ": no result within " + timeout.plus(GRACE), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("check " + check + ": interrupted", e);
        }
    }

    private static ChangeReport change(Function<Caller, Change> change) {
        try {
            return new ChangeRow(change.apply(new Caller(Login.user(), "jmx")));
        } catch (ApplianceException e) {
            throw refused(e);
        }
    }

    /** A class that every JMX client has, with the same message. */
    private static IllegalArgumentException refused(Throwable e) {
        return new IllegalArgumentException(e.getMessage(), e);
    }

    private static @Nullable Duration time(int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("seconds: " + seconds + " (expected: 0 or more)");
        }
        return seconds == 0 ? null : Duration.ofSeconds(seconds);
    }

    private static final class ChangeRow implements ChangeReport {
        private final Change change;

        ChangeRow(Change change) {
            this.change = change;
        }

        @Override
        public String getSummary() {
            return change.summary();
        }

        @Override
        public @Nullable String getNotPersisted() {
            return change.notPersisted();
        }
    }

    private static final class CheckRow implements CheckReport {
        private final CheckResult result;

        CheckRow(CheckResult result) {
            this.result = result;
        }

        @Override
        public String getOutcome() {
            return result.outcome().name();
        }

        @Override
        public String getStatus() {
            return result.status();
        }

        @Override
        public int getCode() {
            return result.code();
        }

        @Override
        public String getReason() {
            return result.reason();
        }

        @Override
        public long getMillis() {
            return result.duration().toMillis();
        }
    }
}
