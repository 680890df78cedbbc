package dev.solera.spi;

import dev.solera.api.RealServerRef;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * One check to be made.
 *
 * @param ref the server it is about
 * @param address where to connect; resolved
 * @param timeout how long the whole check may take
 */
public record CheckTarget(RealServerRef ref, InetSocketAddress address, Duration timeout) {}
