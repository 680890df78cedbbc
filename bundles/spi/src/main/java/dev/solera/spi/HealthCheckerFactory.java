package dev.solera.spi;

import org.osgi.annotation.versioning.ConsumerType;

/** Makes health checkers of one type. Register it as a service: pools can then say {@code check = <type>}. */
@ConsumerType
public interface HealthCheckerFactory {
    /** Returns the name a pool file calls it by: lower case letters, digits, {@code -} and {@code _}. */
    String type();

    /**
     * Makes a checker from its keys. One checker serves all servers of a pool.
     *
     * @throws Keys.BadKey when a value is wrong; a key that is never asked for counts as unknown
     */
    HealthChecker create(Keys keys);
}
