package dev.solera.spi;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Picks a server for a flow. One scheduler belongs to one event loop and one pool and is called by that loop's thread alone, so
 * it needs no lock; counts shared between loops come from {@link Member}.
 */
@ConsumerType
@FunctionalInterface
public interface Scheduler {
    /**
     * Returns the server for {@code flow}, one of the members the scheduler was made with. Takes no lock, does not block and
     * allocates nothing.
     *
     * <p>When it throws, or returns null or a stranger although there are members, the flow goes where the fallback scheduler
     * sends it, and the operator is told.
     */
    @Nullable
    Member pick(Flow flow);

    /**
     * Says what {@link #pick} would go by for one member, for people who ask why: such as {@code 3 flows / weight 2}. Empty when there is
     * nothing to say. Off the path of requests, but by the same thread; changes nothing.
     */
    default String score(Flow flow, Member member) {
        return "";
    }
}
