package dev.solera.spi;

import dev.solera.api.Counters;
import dev.solera.api.Mode;
import dev.solera.api.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Carries traffic. Core decides what is to be and tells the plane by edits; the plane owns listeners, queues, {@code maxconn} and
 * counters, and never asks core.
 *
 * <p>{@link #read} and {@link #apply} are called on core's writer thread, one at a time, and return within 5 seconds; the rest may be
 * called from any thread and takes no lock.
 */
@ConsumerType
public interface DataPlane {
    /** Returns the name a virtual server calls it by, such as {@code proxy}. */
    String name();

    /** Returns what this plane can do here and now. */
    Capabilities capabilities();

    /** Returns what the plane holds. Objects it refused are not in it. */
    Map<Ref, Spec> read();

    /**
     * Makes changes, in order.
     *
     * @return those that were refused; the others are in force. Never throws.
     */
    List<Failure> apply(List<Edit> edits);

    /** Returns the object's counters, {@link Counters#ZERO} when it is not there. */
    Counters counters(Ref ref);

    /**
     * Runs a flow through what serves, without serving it and without moving anything. Waits for the event loops, within bounds.
     *
     * @return one answer for each event loop that would decide it by itself; empty when this plane cannot explain
     */
    default List<Explained> explain(Ref.Service service, Flow flow) {
        return List.of();
    }

    /** Returns flows that were served, of a bounded sample, in no order. Waits for the event loops, within bounds. */
    default List<Explained> lastServed() {
        return List.of();
    }

    /**
     * What a plane can do.
     *
     * @param description what it runs on, such as {@code epoll, 2 event loops}
     * @param modes modes it serves
     * @param protocols transports it listens on
     * @param limits what it cannot do here and why, in words, such as a missing privilege
     */
    record Capabilities(String description, Set<Mode> modes, Set<Protocol> protocols, List<String> limits) {}
}
