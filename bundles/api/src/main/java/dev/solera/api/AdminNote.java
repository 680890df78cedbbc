package dev.solera.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who changed run-time state, and why.
 *
 * @param who the user
 * @param why the reason given, empty when none was
 * @param when when it was said
 * @param until when it ends by itself, null for never
 */
public record AdminNote(String who, String why, Instant when, @Nullable Instant until) {}
