/**
 * TLS of clients, ended at the proxy. {@link dev.solera.proxy.internal.tls.Vault} holds a
 * {@link dev.solera.proxy.internal.tls.Termination} for each profile in use: certificates by host name, ticket keys, and what the files
 * looked like when they were read. A {@link dev.solera.proxy.internal.tls.Doorman} stands first on a connection and leaves once its
 * handshake is over. The engine is BoringSSL where its library can be loaded, else the JDK's.
 */
@NullMarked
package dev.solera.proxy.internal.tls;

import org.jspecify.annotations.NullMarked;
