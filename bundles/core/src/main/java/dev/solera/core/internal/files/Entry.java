package dev.solera.core.internal.files;

/**
 * One {@code key = value} of a file.
 *
 * @param key as written, with its {@code @node} if it has one
 * @param value verbatim, white space around it removed
 * @param line 1-based
 */
public record Entry(String key, String value, int line) {}
