package dev.solera.core.internal.engine;

import dev.solera.api.Pool;
import dev.solera.api.PoolStatus.Quorum.State;

/**
 * Keepalived's arithmetic of quorum q and hysteresis h, over the weight W of the servers that can serve: gained at W ≥ q + h; lost at W = 0 or W
 * &lt; q − h; in between as it was.
 *
 * <p>q 3, h 1, W 3 4 3 2 1 2 3 4: lost, held, held, held, lost, lost, lost, held.
 */
final class Quorums {
    private Quorums() {}

    /**
     * Returns what holds now.
     *
     * @param before what held, {@link State#UNKNOWN} at first
     * @param weight of the servers that can serve
     * @param unknown whether there are servers of which nothing is known: until their first results are in, nothing is lost that was
     *     never held
     */
    static State next(State before, long weight, boolean unknown, Pool.Availability rule) {
        if (weight >= (long) rule.quorum() + rule.hysteresis()) {
            return State.HELD;
        }
        return switch (before) {
            case HELD -> weight == 0 || weight < rule.quorum() - rule.hysteresis() ? State.LOST : State.HELD;
            case LOST -> State.LOST;
            case UNKNOWN -> unknown ? State.UNKNOWN : State.LOST;
        };
    }
}
