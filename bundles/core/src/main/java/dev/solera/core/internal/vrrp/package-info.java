/**
 * What virtual routers go by: everything they track is looked at, judged and folded into one demand for each, and the whole set is handed to the
 * {@link dev.solera.spi.VrrpEngine}, which decides alone where the addresses are.
 *
 * <p>{@link dev.solera.core.internal.vrrp.Sensors} looks at scripts, files and processes on a thread of its own; interfaces and routes are asked of
 * {@link dev.solera.spi.HostNetwork}, pools and virtual servers of core's own pass. {@link dev.solera.core.internal.vrrp.RouterDesk} does the rest on core's
 * writer, with the time as an argument.
 */
@NullMarked
package dev.solera.core.internal.vrrp;

import org.jspecify.annotations.NullMarked;
