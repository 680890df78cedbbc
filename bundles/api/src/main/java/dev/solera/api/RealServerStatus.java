package dev.solera.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real server as it stands.
 *
 * @param ref its name
 * @param config as configured
 * @param adminState what the operator wants
 * @param note who set {@code adminState} or a temporary weight, null when neither is set
 * @param health what the checks say together
 * @param since when {@code health} became what it is
 * @param weight configured weight, or the temporary one when set
 * @param effectiveWeight share in use now, in sixteenths of a unit of weight (0–16 × 65535): less than 16 × weight during slow start, 0
 *     when the server takes no new flows
 * @param presence whether it takes flows and, if not, what the data plane does with it
 * @param checks its checks, empty when the pool has none
 * @param counters its traffic
 * @param rates its traffic now
 * @param error why the data plane refused it, null when all is well
 * @param drain how far it has come on its way out, null when no operator has taken it out
 */
public record RealServerStatus(
        RealServerRef ref,
        RealServer config,
        AdminState adminState,
        @Nullable AdminNote note,
        Health health,
        Instant since,
        int weight,
        int effectiveWeight,
        Presence presence,
        List<CheckStatus> checks,
        Counters counters,
        Rates rates,
        @Nullable String error,
        @Nullable DrainProgress drain) {
    /** Returns the newest result among the checks, or null before the first. */
    public @Nullable CheckStatus lastCheck() {
        CheckStatus newest = null;
        for (CheckStatus c : checks) {
            Instant at = c.lastAt();
            Instant best = newest == null ? null : newest.lastAt();
            if (at != null && (best == null || at.isAfter(best))) {
                newest = c;
            }
        }
        return newest;
    }

    /** Returns that check's result, or null before the first. */
    public @Nullable CheckResult lastResult() {
        CheckStatus newest = lastCheck();
        return newest == null ? null : newest.last();
    }

    /** Returns why a check cannot run, or the newest result in words, or {@code not checked yet}, or {@code no check}. */
    public String lastCheckWords() {
        if (checks.isEmpty()) {
            return "no check";
        }
        for (CheckStatus check : checks) {
            if (check.problem() != null) {
                return check.words();
            }
        }
        CheckStatus newest = lastCheck();
        return newest == null ? "not checked yet" : newest.words();
    }

    /** Returns the share in use in the unit of the configured weight. */
    public double weightInUse() {
        return effectiveWeight / 16.0;
    }
}
