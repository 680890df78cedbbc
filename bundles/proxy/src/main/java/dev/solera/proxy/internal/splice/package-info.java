/**
 * Bytes from socket to socket without a way through this process: splice(2) moves pages between a socket and a pipe. A
 * {@link dev.solera.proxy.internal.splice.Pump} carries one direction of one connection, a
 * {@link dev.solera.proxy.internal.splice.Siphon} hands a direction to one and takes it back, a
 * {@link dev.solera.proxy.internal.splice.Plumbing} of each event loop says whether there is room for another and keeps spare pipes. Linux and epoll alone;
 * the only place of the proxy that calls the C library.
 */
@NullMarked
package dev.solera.proxy.internal.splice;

import org.jspecify.annotations.NullMarked;
