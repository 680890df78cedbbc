package dev.solera.api;

import java.time.Duration;
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
 * @param quorum whether enough servers can serve
 * @param sorry the sorry server, null when there is none
 * @param leaving servers on their way out that still have flows, sorted; some may be configured no more
 * @param resting why its servers are not checked for now, null when they are
 * @param advisorNote why its weight advisor is not heeded, null when it is or there is none
 */
public record PoolStatus(
        Pool config,
        String scheduler,
        @Nullable String schedulerNote,
        List<RealServerStatus> members,
        Counters counters,
        @Nullable String error,
        Quorum quorum,
        @Nullable SorryStatus sorry,
        List<Leaving> leaving,
        @Nullable String resting,
        @Nullable String advisorNote) {
    public PoolStatus {
        leaving = List.copyOf(leaving);
    }

    /** Returns how many members are {@link Health#UP} and {@link AdminState#READY}. */
    public int up() {
        return (int) members.stream()
                .filter(m -> m.health() == Health.UP && m.adminState() == AdminState.READY)
                .count();
    }

    /** Returns the traffic of its members and its sorry server now. */
    public Rates rates() {
        Rates sum = sorry == null ? Rates.ZERO : sorry.rates();
        for (RealServerStatus member : members) {
            sum = sum.plus(member.rates());
        }
        return sum;
    }

    /**
     * Whether enough servers of a pool can serve.
     *
     * @param state what holds
     * @param weight sum of the weights of those that can
     */
    public record Quorum(State state, long weight) {
        /** What is known of a quorum. */
        public enum State {
            /** Not all first checks are in, and those that are do not make a quorum. */
            UNKNOWN,
            HELD,
            LOST
        }
    }

    /**
     * The sorry server of a pool.
     *
     * @param serving whether it serves in the place of the others
     * @param counters its traffic
     * @param rates its traffic now
     * @param error why the data plane refused it, null when all is well
     */
    public record SorryStatus(boolean serving, Counters counters, Rates rates, @Nullable String error) {}

    /**
     * A server on its way out.
     *
     * @param server its name
     * @param flows how many are left
     * @param left after so long the rest is cut; null: they end by themselves
     */
    public record Leaving(RealServerRef server, long flows, @Nullable Duration left) {
        /** Returns it in words: {@code web/old: 5 flows left, cut in 12 s}. */
        public String words() {
            return server + ": " + flows + (flows == 1 ? " flow" : " flows") + " left"
                    + (left == null ? "" : ", cut in " + left.toSeconds() + " s");
        }
    }
}
