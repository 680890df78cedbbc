package dev.solera.spi;

import dev.solera.api.Counters;
import dev.solera.api.Mode;
import dev.solera.api.Protocol;
import dev.solera.api.Rates;
import dev.solera.api.RealServerRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

    /** Returns the object's traffic now, {@link Rates#ZERO} when it is not there or the plane measures none. */
    default Rates rates(Ref ref) {
        return Rates.ZERO;
    }

    /** Returns how many bytes outside the heap are taken for traffic now, 0 for a plane that takes none. Safe from any thread. */
    default long bufferBytes() {
        return 0;
    }

    /** Returns how old flows of a real server became that have ended, {@link Ages#NONE} when the plane does not know. */
    default Ages ages(Ref.Real real) {
        return Ages.NONE;
    }

    /** Returns the real servers that are on their way out and still have flows, in no order. */
    default List<Draining> draining() {
        return List.of();
    }

    /**
     * A real server that takes no new flows and is gone once the last one has ended or the deadline comes.
     *
     * @param server its name; it may be configured no more
     * @param flows how many are left
     * @param deadlineNanos {@link System#nanoTime()} at which what is left is cut, or {@link Edit.Remove#NO_DEADLINE}
     */
    record Draining(RealServerRef server, long flows, long deadlineNanos) {}

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
     * @param schedulers names of the schedulers it has itself; empty: it uses {@link SchedulerFactory} services
     * @param features what not every plane has
     * @param maxWeight largest weight of a real server, in units of the file, 256–65535
     * @param unable why it can serve nothing here, such as a missing privilege, in words; null when it can
     * @param limits what else it cannot do here and why, in words
     */
    record Capabilities(
            String description,
            Set<Mode> modes,
            Set<Protocol> protocols,
            Set<String> schedulers,
            Set<Feature> features,
            int maxWeight,
            @Nullable String unable,
            List<String> limits) {
        public Capabilities {
            modes = Set.copyOf(modes);
            protocols = Set.copyOf(protocols);
            schedulers = Set.copyOf(schedulers);
            features = Set.copyOf(features);
            limits = List.copyOf(limits);
        }
    }

    /** What a virtual server or a pool may ask for that not every plane has. */
    enum Feature {
        /** Firewall marks in the place of listeners. */
        MARKS,
        /** Persistence by the client's address, and with it listeners on every port. */
        PERSISTENCE,
        /** One-packet scheduling. */
        ONE_PACKET,
        /** Direct routing and tunnels. */
        FORWARDING,
        /** Upper and lower thresholds. */
        THRESHOLDS,
        /** {@code maxconn}, with a queue. */
        CONNECTION_LIMITS,
        /** Listening on every address of the host. */
        ANY_ADDRESS,
        /** Ending clients' TLS. */
        TLS,
        /** What stands in front of a connection, and limits for one client: {@link dev.solera.api.Inbound}. */
        INBOUND,
        /** Weights in sixteenths; a plane without it is told whole ones alone. */
        FINE_WEIGHTS
    }
}
