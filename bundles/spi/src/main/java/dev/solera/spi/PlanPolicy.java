package dev.solera.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Has a say before a plan is applied. Register it as a service: it is asked for every plan, and a plan it objects to is applied only by
 * force.
 */
@ConsumerType
public interface PlanPolicy {
    /** Returns the name that stands before its objections: lower case letters, digits, {@code -} and {@code _}. */
    String name();

    /**
     * Judges a plan. Called on core's writer: returns at once.
     *
     * @return why it must not be applied, in an operator's words; empty when it may
     */
    List<String> objections(PlannedChange change);
}
