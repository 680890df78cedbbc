/**
 * The standard health checkers, {@code tcp} and {@code http}, each a {@code HealthCheckerFactory} service.
 *
 * <p>All checks of the appliance run on two event loops ({@link dev.solera.checks.internal.CheckLoops}). A
 * {@link dev.solera.checks.internal.Probe} is one check under way: it connects, keeps the time, gives the one result and takes leave of
 * the server politely. What is said to the server is a {@link dev.solera.checks.internal.Dialogue}, which does no I/O of its own beyond
 * writing, keeps no time, and answers what it makes of the bytes with a {@link dev.solera.checks.internal.Finding}.
 *
 * <p>Short codes are HAProxy's (its management manual, section 9.1 "check_status").
 */
@NullMarked
package dev.solera.checks.internal;

import org.jspecify.annotations.NullMarked;
