package dev.solera.api;

import java.time.Instant;

/**
 * A set of files that is or was in force.
 *
 * @param number grows by one with each change
 * @param at when it came into force
 * @param who changed it: a login name, or {@code file} for an edit of a file
 * @param from where from: {@code shell}, {@code jmx}, {@code config-admin}, {@code file}
 * @param what changed, in words
 * @param before number of the set that {@code undo} goes back to from it; 0 for none
 * @param inForce whether it is the one in force
 */
public record SetRecord(long number, Instant at, String who, String from, String what, long before, boolean inForce) {}
