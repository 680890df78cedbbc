package dev.solera.netlink;

/**
 * Hears what changes in a network namespace, on the thread that runs the {@link RouteWatch}. {@code present} is true for what was added
 * or changed, false for what was deleted. What it throws ends the watch.
 */
public interface RouteListener {
    default void link(Link link, boolean present) {}

    default void address(Address address, boolean present) {}

    default void route(Route route, boolean present) {}

    default void rule(Rule rule, boolean present) {}

    default void neighbour(Neighbour neighbour, boolean present) {}

    /** All that has happened so far has been told: a good time to show it to others. */
    default void settled() {}

    /** Events were lost: what is known has to be read anew. Every change after the reading is told. */
    void resync(String reason);
}
