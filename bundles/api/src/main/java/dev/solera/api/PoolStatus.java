package dev.solera.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool as it stands.
 *
 * @param config as configured
 * @param scheduler name of the scheduler in use
 * @param schedulerNote why it is not the one configured, null when it is
 * @param members in file order
 * @param counters its traffic
 * @param error why the data plane refused it, null when all is well
 */
public record PoolStatus(
        Pool config,
        String scheduler,
        @Nullable String schedulerNote,
        List<RealServerStatus> members,
        Counters counters,
        @Nullable String error) {
    /** Returns how many members are {@link Health#UP} and {@link AdminState#READY}. */
    public int up() {
        return (int) members.stream()
                .filter(m -> m.health() == Health.UP && m.adminState() == AdminState.READY)
                .count();
    }
}
