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
 * @param inactiveConnections connections that are known but carry nothing now (IPVS {@code INACT_CONNS}); 0 in the proxy
 * @param packetsIn packets from clients; 0 in the proxy, which sees none
 * @param packetsOut packets to clients; 0 in the proxy, and where answers do not pass here
 */
public record Counters(
        long activeConnections,
        long totalConnections,
        long requests,
        long bytesIn,
        long bytesOut,
        long errors,
        long queue,
        long retries,
        long inactiveConnections,
        long packetsIn,
        long packetsOut) {
    /** Nothing served yet. */
    public static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0);

    /** Counts what a proxy can count. */
    public Counters(
            long activeConnections,
            long totalConnections,
            long requests,
            long bytesIn,
            long bytesOut,
            long errors,
            long queue,
            long retries) {
        this(activeConnections, totalConnections, requests, bytesIn, bytesOut, errors, queue, retries, 0, 0, 0);
    }

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
                retries + o.retries,
                inactiveConnections + o.inactiveConnections,
                packetsIn + o.packetsIn,
                packetsOut + o.packetsOut);
    }
}
