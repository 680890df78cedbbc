package dev.solera.api;

import java.time.Instant;

/**
 * A virtual router's change of state.
 *
 * @param why in words
 */
public record VrrpTransition(Instant at, VrrpState from, VrrpState to, String why) {}
