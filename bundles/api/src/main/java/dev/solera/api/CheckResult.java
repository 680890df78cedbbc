package dev.solera.api;

import java.time.Duration;

/**
 * Outcome of one health check of one server.
 *
 * @param outcome what it says of the server
 * @param status HAProxy's short code, such as {@code L4OK}, {@code L4TOUT}, {@code L7STS}
 * @param code the code the server answered with (HTTP status), 0 when there is none
 * @param reason why, in an operator's words, such as {@code status 503 (expected 200-299)}
 * @param duration from the start of the check to its result
 */
public record CheckResult(Outcome outcome, String status, int code, String reason, Duration duration) {
    /** Returns it in words, such as {@code L4OK} or {@code L7STS: status 503 (expected 200-299)}. */
    public String words() {
        return reason.isEmpty() ? status : status + ": " + reason;
    }

    /** What a result says of the server. */
    public enum Outcome {
        PASS,
        FAIL,
        /** Says nothing: the checker itself was held up, so the server cannot be blamed. */
        VOID
    }
}
