package dev.solera.api;

import org.jspecify.annotations.Nullable;

/**
 * What a change did.
 *
 * @param summary in words, such as {@code added real.web4 in solera.pool-web.cfg}
 * @param notPersisted why the change is in force but will not survive a restart; null when it will
 */
public record Change(String summary, @Nullable String notPersisted) {}
