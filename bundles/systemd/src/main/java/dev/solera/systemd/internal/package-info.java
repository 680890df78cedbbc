/**
 * Tells systemd how the appliance is, as sd_notify(3) and sd_watchdog_enabled(3) have it: ready, alive, in words, stopping.
 *
 * <p>{@link dev.solera.systemd.internal.NotifySocket} sends one datagram, {@link dev.solera.systemd.internal.Watchdog} decides which, and
 * {@link dev.solera.systemd.internal.SystemdComponent} has them go on as long as the bundle runs. Where no supervisor asks for it ({@code
 * NOTIFY_SOCKET} is not set) nothing of this happens.
 */
@NullMarked
package dev.solera.systemd.internal;

import org.jspecify.annotations.NullMarked;
