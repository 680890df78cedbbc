package dev.solera.api;

import org.jspecify.annotations.Nullable;

/**
 * A virtual server as it stands.
 *
 * @param config as configured
 * @param dataPlane the plane that serves it, or is to
 * @param why how it came to that plane, in words
 * @param state whether it serves
 * @param error why it does not, in an operator's words; null when it does
 * @param counters its traffic
 * @param rates its traffic now
 */
public record VirtualServerStatus(
        VirtualServer config,
        String dataPlane,
        String why,
        State state,
        @Nullable String error,
        Counters counters,
        Rates rates) {
    /** Whether a virtual server serves. */
    public enum State {
        /** It listens and at least one server of its pool takes flows. */
        UP,
        /** It listens, but no server takes flows, or the sorry server alone. */
        DOWN,
        /** The data plane refused it. */
        ERROR
    }
}
