package dev.solera.management.internal;

import dev.solera.api.CheckResult;
import dev.solera.api.CheckStatus;
import org.jspecify.annotations.Nullable;

/** Puts check results into words. */
final class Words {
    private Words() {}

    /** Returns the newest result, such as {@code L7STS: status 503 (expected 200-299)}. */
    static String result(@Nullable CheckStatus check) {
        CheckResult last = last(check);
        if (last == null) {
            return "not checked yet";
        }
        return last.reason().isEmpty() ? last.status() : last.status() + ": " + last.reason();
    }

    static @Nullable CheckResult last(@Nullable CheckStatus check) {
        return check == null ? null : check.last();
    }
}
