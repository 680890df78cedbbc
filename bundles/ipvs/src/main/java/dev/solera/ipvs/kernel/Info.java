package dev.solera.ipvs.kernel;

/**
 * The kernel's IPVS itself.
 *
 * @param version such as {@code 1.2.1}
 * @param connectionTableSize buckets of the hash table of connections
 */
public record Info(String version, int connectionTableSize) {}
