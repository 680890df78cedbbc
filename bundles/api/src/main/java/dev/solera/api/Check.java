package dev.solera.api;

import java.time.Duration;
import java.util.Map;

/**
 * One health check of a pool, as configured.
 *
 * @param name the part of the key after {@code check.}; {@code main} for the short form
 * @param type name of the health checker, such as {@code http}
 * @param interval time between the starts of two checks of one server
 * @param timeout how long one check may take
 * @param rise passes in a row that bring a server up
 * @param fall failures in a row that take it down
 * @param keys the checker's own keys without the prefix, in file order
 */
public record Check(
        String name, String type, Duration interval, Duration timeout, int rise, int fall, Map<String, String> keys) {}
