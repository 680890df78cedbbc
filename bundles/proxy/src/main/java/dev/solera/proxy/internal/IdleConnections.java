package dev.solera.proxy.internal;

import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for their next request on one event loop, oldest first: those to one real server, or all of the loop's. Linked
 * through the connections themselves, so that one goes in, is used, or is noticed to have ended without a search.
 */
final class IdleConnections {
    private final Link ends = new Link(null);
    private final int limit;
    private int size;

    /** Holds up to {@code limit}. */
    IdleConnections(int limit) {
        this.limit = limit;
    }

    /** Adds {@code link}'s connection as the youngest; returns one that has to go, or null. */
    @Nullable
    ServerConnection add(Link link) {
        link.previous = ends.previous;
        link.next = ends;
        link.previous.next = link;
        ends.previous = link;
        size++;
        return size > limit ? ends.next.connection : null;
    }

    /** Takes {@code link} out, if it is in. */
    void remove(Link link) {
        if (link.next != link) {
            link.previous.next = link.next;
            link.next.previous = link.previous;
            link.previous = link;
            link.next = link;
            size--;
        }
    }

    @Nullable
    ServerConnection youngest() {
        return ends.previous.connection;
    }

    @Nullable
    ServerConnection oldest() {
        return ends.next.connection;
    }

    /** Returns a connection that is still good, no longer idle; null when there is none. */
    @Nullable
    ServerConnection take() {
        ServerConnection candidate = youngest();
        while (candidate != null) {
            candidate.leaveIdle();
            if (candidate.isReusable()) {
                return candidate;
            }
            candidate.close();
            candidate = youngest();
        }
        return null;
    }

    void closeAll() {
        ServerConnection connection = youngest();
        while (connection != null) {
            connection.leaveIdle();
            connection.close();
            connection = youngest();
        }
    }

    int size() {
        return size;
    }

    /** A connection's place in one list; in none when it is linked to itself. */
    static final class Link {
        private final @Nullable ServerConnection connection;
        private Link previous = this;
        private Link next = this;

        Link(@Nullable ServerConnection connection) {
            this.connection = connection;
        }
    }
}
