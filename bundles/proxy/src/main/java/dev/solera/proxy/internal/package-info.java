/**
 * The inside of the proxy. {@link dev.solera.proxy.internal.Loop} is what one thread owns; a
 * {@link dev.solera.proxy.internal.Session} is one client connection on it ({@link dev.solera.proxy.internal.TcpSession},
 * {@link dev.solera.proxy.internal.HttpSession}, {@link dev.solera.proxy.internal.HealthSession}).
 * In front of it may stand an {@link dev.solera.proxy.internal.Introduction} (PROXY protocol) and a
 * {@link dev.solera.proxy.internal.HostInspector}.
 * {@link dev.solera.proxy.internal.LiveService}, {@link dev.solera.proxy.internal.LiveGroup} and
 * {@link dev.solera.proxy.internal.LiveReal} live as long as the configured object and carry its counters; what is configured about
 * them hangs on a volatile field. {@link dev.solera.proxy.internal.Door} holds the listening sockets by address, whoever they are
 * for at the moment.
 */
@NullMarked
package dev.solera.proxy.internal;

import org.jspecify.annotations.NullMarked;
