package dev.solera.spi;

import org.osgi.annotation.versioning.ConsumerType;

/** Makes weight advisors of one kind. Register it as a service: pools can then say {@code weight.advisor = <name>}. */
@ConsumerType
public interface WeightAdvisorFactory {
    /** Returns the name a pool file calls it by: lower case letters, digits, {@code -} and {@code _}. */
    String name();

    /**
     * Makes an advisor from its keys, those of the file that start with {@code weight.advisor.}, without that. Each pool has one of its own.
     *
     * <p>{@code interval.s}, {@code min.percent} and {@code max.percent} are core's and not among them.
     *
     * @throws Keys.BadKey when a value is wrong; a key that is never asked for counts as unknown
     */
    WeightAdvisor create(Keys keys);
}
