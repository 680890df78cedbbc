/**
 * The PROXY protocol (HAProxy's {@code doc/proxy-protocol.txt}), versions 1 and 2: who the client is, said by a proxy in front of us or
 * by us to a server. {@link dev.solera.proxy.internal.proxyprotocol.HeaderReader} takes bytes as they come and believes nothing that is
 * not to the letter; {@link dev.solera.proxy.internal.proxyprotocol.HeaderWriter} writes.
 */
@NullMarked
package dev.solera.proxy.internal.proxyprotocol;

import org.jspecify.annotations.NullMarked;
