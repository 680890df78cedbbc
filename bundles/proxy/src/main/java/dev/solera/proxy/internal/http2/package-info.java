/**
 * Between HTTP/2 (RFC 9113) and HTTP/1.1: {@link dev.solera.proxy.internal.http2.RequestText} writes a request as the proxy's own strict
 * reader of HTTP/1.1 takes it, {@link dev.solera.proxy.internal.http2.ResponseFields} makes fields of a response. Frames, HPACK and flow
 * control are Netty's.
 */
@NullMarked
package dev.solera.proxy.internal.http2;

import org.jspecify.annotations.NullMarked;
