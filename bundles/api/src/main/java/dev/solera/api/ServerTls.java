package dev.solera.api;

import org.jspecify.annotations.Nullable;

/**
 * TLS to the servers of a pool. Paths are relative to the configuration folder; what the files hold is read, and watched, by who uses it.
 *
 * @param verify whether a server's certificate has to be good, and made out to {@code host}, or to the server's address where that is null
 * @param ca PEM file of the authorities that count; null for those of the JVM
 * @param host name that is sent (SNI), null for none
 * @param certificate PEM file with a certificate of our own and its key, shown to servers that ask; null for none
 */
public record ServerTls(boolean verify, @Nullable String ca, @Nullable String host, @Nullable String certificate) {}
