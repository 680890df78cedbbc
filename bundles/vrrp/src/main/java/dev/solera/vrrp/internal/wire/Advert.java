package dev.solera.vrrp.internal.wire;

/**
 * An advertisement received and found right.
 *
 * @param vrid virtual router identifier, 1–255
 * @param priority the sender's, 0 when it gives up, 255 when it owns the addresses
 * @param intervalNanos the sender's advertisement interval
 * @param source the sender's primary address
 * @param sameAddresses whether it names the addresses this side is configured with, in any order
 */
public record Advert(int vrid, int priority, long intervalNanos, IpAddress source, boolean sameAddresses) {}
