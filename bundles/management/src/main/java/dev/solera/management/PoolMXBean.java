package dev.solera.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pool and its members. */
public interface PoolMXBean extends Traffic {
    String getName();

    /** Returns the scheduler in use. */
    String getScheduler();

    /** Returns the scheduler as configured, such as {@code random(2)}. */
    String getConfiguredScheduler();

    /** Returns why the scheduler in use is not the one configured, null when it is. */
    @Nullable
    String getSchedulerNote();

    /** Returns how many members are UP and READY. */
    int getUp();

    /** Returns how many members there are. */
    int getSize();

    /** Returns the names of its checks. */
    List<String> getChecks();

    /** Returns all members with everything known of them, sorted by name. */
    List<RealServerFacts> getMembers();

    /** Returns {@code HELD}, {@code LOST}, or {@code UNKNOWN} before the first checks. */
    String getQuorumState();

    /** Returns the sum of the weights of the servers that can serve. */
    long getQuorumWeight();

    /** Returns the weight at which there is a quorum, without the hysteresis. */
    int getQuorum();

    /** Returns the hysteresis of the quorum. */
    int getHysteresis();

    /** Returns the sorry server, as {@code address:port}; null when there is none. */
    @Nullable
    String getSorryServer();

    /** Returns whether the sorry server serves in the place of the others. */
    boolean isSorryServing();

    /** Returns servers on their way out that still have flows, each with how many and for how long. */
    List<String> getLeaving();

    /** Returns why its servers are not checked for now, null when they are. */
    @Nullable
    String getResting();

    /** Returns why its weight advisor is not heeded, null when it is or there is none. */
    @Nullable
    String getAdvisorNote();

    /** Returns why the data plane refused it, null when all is well. */
    @Nullable
    String getError();

    /**
     * Adds a real server.
     *
     * @param name of the new server
     * @param definition as in the pool's file, such as {@code 10.0.1.14:8080 weight=2 backup}
     */
    ChangeReport addReal(String name, String definition);

    /** Removes a real server; flows in progress go on until they end. */
    ChangeReport removeReal(String name);
}
