/**
 * Health: when each server is checked, and what the results add up to.
 *
 * <p>{@link dev.solera.core.internal.health.CheckState} is the rule (rise, fall, the first result decides); {@link
 * dev.solera.core.internal.health.HealthMonitor} is the clockwork around it, on one thread of its own. The checkers themselves are
 * plug-ins.
 */
@NullMarked
package dev.solera.core.internal.health;

import org.jspecify.annotations.NullMarked;
