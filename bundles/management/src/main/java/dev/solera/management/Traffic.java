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

    /** Returns connections that are known but carry nothing now (IPVS InActConn); 0 in the proxy. */
    long getInactiveConnections();

    /** Returns packets from clients (IPVS InPkts); 0 in the proxy. */
    long getPacketsIn();

    /** Returns packets to clients (IPVS OutPkts); 0 in the proxy and with direct routing and tunnels. */
    long getPacketsOut();

    /** Returns new connections a second (IPVS CPS); 0 in the proxy, as the other rates. */
    long getConnectionsPerSecond();

    /** Returns packets a second from clients (IPVS InPPS). */
    long getPacketsInPerSecond();

    /** Returns packets a second to clients (IPVS OutPPS). */
    long getPacketsOutPerSecond();

    /** Returns bytes a second from clients (IPVS InBPS). */
    long getBytesInPerSecond();

    /** Returns bytes a second to clients (IPVS OutBPS). */
    long getBytesOutPerSecond();
}
