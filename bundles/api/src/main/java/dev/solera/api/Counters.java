package dev.solera.api;

/**
 * Totals since the object was created, and current values, of a virtual server, pool or real server.
 *
 * @param activeConnections flows being served now
 * @param totalConnections flows served so far: connections, for a real server connections opened to it
 * @param requests HTTP requests; equal to the flows in mode tcp
 * @param bytesIn bytes from clients (HAProxy bin)
 * @param bytesOut bytes to clients (HAProxy bout)
 * @param errors requests or connections that failed by the server's or our own fault
 * @param queue flows that wait for a slot now
 * @param retries attempts repeated, on the same or another server
 */
public record Counters(
        long activeConnections,
        long totalConnections,
        long requests,
        long bytesIn,
        long bytesOut,
        long errors,
        long queue,
        long retries) {
    /** Nothing served yet. */
    public static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0);

    /** Returns the sum, field by field. */
    public Counters plus(Counters o) {
        return new Counters(
                activeConnections + o.activeConnections,
                totalConnections + o.totalConnections,
                requests + o.requests,
                bytesIn + o.bytesIn,
                bytesOut + o.bytesOut,
                errors + o.errors,
                queue + o.queue,
                retries + o.retries);
    }
}
