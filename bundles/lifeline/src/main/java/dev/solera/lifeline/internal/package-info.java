/**
 * The VRRP engine in a process of its own: what the collector, a heap dump or a stopped debugger does to the appliance, it does not do to the adverts.
 *
 * <pre>
 * appliance: RemoteEngine ── unix socket, {@link dev.solera.lifeline.internal.Message} ── Server ── LocalEngine: lifeline
 * </pre>
 *
 * <p>The appliance tells what is to be, and every 100 ms who of its threads is alive. The lifeline tells how things stand. When the socket closes without
 * a word, everybody at the other end counts as dead, as after messages have stopped for a permit: every MASTER yields within that. When the appliance comes back it
 * finds the lifeline by its socket, and nothing has moved that nobody took.
 */
@NullMarked
package dev.solera.lifeline.internal;

import org.jspecify.annotations.NullMarked;
