package dev.solera.api;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong in the configuration, with where, what and what was expected.
 *
 * @param file file name without folder
 * @param line 1-based, 0 when it concerns the file as a whole
 * @param key the key as written, null when there is none
 * @param value the value as written, null when there is none or it is secret
 * @param expected what would have been right, or what is wrong in one sentence
 */
public record Problem(String file, int line, @Nullable String key, @Nullable String value, String expected) {
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (key != null) {
            text.append(key).append(": ");
            if (value != null) {
                text.append(value).append(' ');
            }
            return text.append("(expected: ").append(expected).append(')').toString();
        }
        return text.append(expected).toString();
    }
}
