package dev.solera.core.internal.vrrp;

/** What core knows of pools and virtual servers at one moment. */
public interface Traffic {
    /** Returns how much of a pool takes traffic. */
    Load pool(String name);

    /** Returns whether a virtual server can serve. */
    Reading server(String name);

    /**
     * Weights of a pool's servers, as configured or set for a time.
     *
     * @param serving sum over the servers that take traffic
     * @param unknown sum over those of which nothing is known yet
     */
    record Load(long serving, long unknown) {}
}
