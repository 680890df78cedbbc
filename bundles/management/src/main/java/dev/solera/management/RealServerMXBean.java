package dev.solera.management;

/** A real server. Admin state and temporary weights are run-time state that survives a restart. */
public interface RealServerMXBean extends RealServerFacts {
    /**
     * Takes new flows away; flows in progress go on.
     *
     * @param reason why, may be empty
     * @param seconds after which the server is READY again by itself, 0 for never
     */
    ChangeReport drain(String reason, int seconds);

    /**
     * Does the same, and limits the time of flows in progress.
     *
     * @param patience seconds that they may go on, 1 or more
     * @param close whether those that are left then are closed; else they are kept, and told of
     */
    ChangeReport drainWithin(String reason, int seconds, int patience, boolean close);

    /** Gives the server traffic again. Parameters as for {@link #drain}. */
    ChangeReport ready(String reason, int seconds);

    /** Takes the server out of service: no flows, no checks. Parameters as for {@link #drain}. */
    ChangeReport maint(String reason, int seconds);

    /** Does the same, and limits the time of flows in progress. Parameters as for {@link #drainWithin}. */
    ChangeReport maintWithin(String reason, int seconds, int patience, boolean close);

    /** Sets the configured weight, 0–65535, in the pool's file. */
    ChangeReport setWeight(int weight);

    /**
     * Sets a weight that hides the configured one.
     *
     * @param weight 0–65535
     * @param seconds after which it ends by itself, 0 for never
     */
    ChangeReport setTemporaryWeight(int weight, int seconds);
}
