package dev.solera.checks.internal;

import dev.solera.api.CheckResult;
import dev.solera.api.CheckResult.Outcome;
import java.time.Duration;

/**
 * What a check found out.
 *
 * @param outcome what it says of the server
 * @param status HAProxy's short code
 * @param code HTTP status, 0 when there is none
 * @param reason in an operator's words
 * @param polite whether the server behaved so that its connection deserves a proper end
 */
record Finding(Outcome outcome, String status, int code, String reason, boolean polite) {
    static Finding pass(String status, int code, String reason) {
        return new Finding(Outcome.PASS, status, code, reason, true);
    }

    /** The server answered properly, but not what was wanted. */
    static Finding wrongAnswer(String status, int code, String reason) {
        return new Finding(Outcome.FAIL, status, code, reason, true);
    }

    /** The server cannot be reached, or talks nonsense. */
    static Finding fail(String status, String reason) {
        return new Finding(Outcome.FAIL, status, 0, reason, false);
    }

    /** This host is to blame, not the server. */
    static Finding nothing(String status, String reason) {
        return new Finding(Outcome.VOID, status, 0, reason, false);
    }

    CheckResult result(long elapsedNanos) {
        return new CheckResult(outcome, status, code, reason, Duration.ofNanos(elapsedNanos));
    }
}
