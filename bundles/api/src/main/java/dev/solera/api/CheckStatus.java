package dev.solera.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One check of one real server, as it stands.
 *
 * @param ref the server
 * @param check what is checked and how
 * @param health what this check alone says of the server
 * @param streak results in a row that contradict {@code health}; 0 when the last result confirmed it
 * @param last newest result, null before the first
 * @param lastAt when {@code last} came, null before the first
 * @param problem why the check cannot run, such as a checker whose bundle is gone; null when it runs
 */
public record CheckStatus(
        RealServerRef ref,
        Check check,
        Health health,
        int streak,
        @Nullable CheckResult last,
        @Nullable Instant lastAt,
        @Nullable String problem) {
    /** Returns why it cannot run, or its newest result in words, or {@code not checked yet}. */
    public String words() {
        if (problem != null) {
            return problem;
        }
        return last == null ? "not checked yet" : last.words();
    }
}
