package dev.solera.management;

/** Counters of an object that carries traffic. */
public interface Traffic {
    /** Returns flows being served now. */
    long getActiveConnections();

    /** Returns flows served so far. */
    long getTotalConnections();

    /** Returns HTTP requests; in mode tcp equal to the flows. */
    long getRequests();

    /** Returns bytes from clients (HAProxy bin). */
    long getBytesIn();

    /** Returns bytes to clients (HAProxy bout). */
    long getBytesOut();

    /** Returns requests or connections that failed by the server's or our own fault. */
    long getErrors();

    /** Returns flows that wait for a slot now. */
    long getQueue();

    /** Returns attempts repeated, on the same or another server. */
    long getRetries();
}
