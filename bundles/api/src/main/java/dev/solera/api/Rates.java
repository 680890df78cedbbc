package dev.solera.api;

/**
 * Traffic of a virtual server, pool or real server now, per second: the data plane's own moving average.
 *
 * @param connections new connections (IPVS {@code CPS})
 * @param packetsIn from clients (IPVS {@code INPPS})
 * @param packetsOut to clients (IPVS {@code OUTPPS}); 0 where answers do not pass here
 * @param bytesIn from clients (IPVS {@code INBPS})
 * @param bytesOut to clients (IPVS {@code OUTBPS}); 0 where answers do not pass here
 */
public record Rates(long connections, long packetsIn, long packetsOut, long bytesIn, long bytesOut) {
    /** No traffic, or a data plane that measures none. */
    public static final Rates ZERO = new Rates(0, 0, 0, 0, 0);

    /** Returns the sum, field by field. */
    public Rates plus(Rates o) {
        return new Rates(
                connections + o.connections,
                packetsIn + o.packetsIn,
                packetsOut + o.packetsOut,
                bytesIn + o.bytesIn,
                bytesOut + o.bytesOut);
    }
}
