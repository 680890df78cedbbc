package dev.solera.api;

/**
 * Who asks for a change.
 *
 * @param user login name, or {@code file} for an edit of a file
 * @param from where from: {@code shell}, {@code jmx}, {@code config-admin}, {@code file}
 */
public record Caller(String user, String from) {}
