/**
 * The demo's web servers: something to balance over on a machine that has nothing else.
 *
 * <p>{@link dev.solera.demo.internal.DemoServer} is one HTTP/1.1 server on loopback that says its name, echoes what is
 * posted, and can be told at run time to be slow, to fail or to stop listening ({@link
 * dev.solera.demo.internal.Behaviour}). {@link dev.solera.demo.internal.DemoServers} is the three of them on one event
 * loop; they are up while the framework property {@code solera.demo} is {@code true}, which the launcher sets.
 */
@NullMarked
package dev.solera.demo.internal;

import org.jspecify.annotations.NullMarked;
