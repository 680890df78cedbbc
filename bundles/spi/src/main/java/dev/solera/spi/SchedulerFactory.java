package dev.solera.spi;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes schedulers of one kind. Register it as a service: pools that name it use it from then on. */
@ConsumerType
public interface SchedulerFactory {
    /** Returns the name a pool file calls it by: lower case letters, digits, {@code -} and {@code _}. */
    String name();

    /**
     * Checks what stands in brackets after the name.
     *
     * @throws IllegalArgumentException when this scheduler does not take them; the message says what it does take
     */
    default void validate(String arguments) {
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException(name() + " without arguments");
        }
    }

    /**
     * Makes a scheduler for one event loop. Called again, by that loop, each time the members or their weights change.
     *
     * <p>It is also called, by that loop, for people who ask where a flow would go: what is made picks once and is dropped. So it must not change
     * {@code previous}, and with the same members it picks what {@code previous} would have.
     *
     * @param now the members that may take flows; may be empty
     * @param previous what this factory made for the same loop and pool before the change, so that the new one can go on where it
     *     stood; null at first and after another kind of scheduler
     */
    Scheduler create(Members now, @Nullable Scheduler previous);
}
