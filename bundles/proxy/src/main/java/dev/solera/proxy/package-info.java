/**
 * The data plane {@code proxy}: layer 4 and layer 7 over Netty. Core tells it by edits what to be; see
 * {@link dev.solera.proxy.ProxyPlane}.
 *
 * <p>One event loop runs on each core. It has listening sockets of its own, the connections accepted there, the connections to real
 * servers opened for them, and a scheduler of its own for each pool, so that a request stays on one thread from accept to reply and
 * meets no lock. What an edit changes is published as a new immutable value through a volatile field, which each loop notices by
 * itself.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.solera.proxy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
