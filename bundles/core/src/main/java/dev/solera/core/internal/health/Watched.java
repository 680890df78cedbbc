package dev.solera.core.internal.health;

import dev.solera.api.Check;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import java.util.List;

/**
 * A real server that is to be watched.
 *
 * @param ref its name
 * @param server as configured
 * @param checks of its pool; empty: it counts as up
 * @param paused in maintenance: not checked
 */
public record Watched(RealServerRef ref, RealServer server, List<Check> checks, boolean paused) {}
