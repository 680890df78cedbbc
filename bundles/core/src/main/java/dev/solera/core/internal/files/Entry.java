package dev.solera.core.internal.files;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code key = value} of a file.
 *
 * @param key as written, with its {@code @node} if it has one
 * @param value verbatim, white space around it removed
 * @param line 1-based
 */
public record Entry(String key, String value, int line) {
    private static final Pattern SECRET = Pattern.compile("(?i)^auth|passw|secret|hmac");

    /** Returns {@code value} as it may be shown: what a key calls a secret, misspelt or not, is hidden unless it only says where the secret is. */
    public static @Nullable String shown(String key, @Nullable String value) {
        return value != null && SECRET.matcher(key).find() && !value.startsWith("file:") ? "********" : value;
    }

    @Override
    public String toString() {
        return key + " = " + shown(key, value);
    }
}
