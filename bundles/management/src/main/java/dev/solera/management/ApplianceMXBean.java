package dev.solera.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The appliance as a whole. */
public interface ApplianceMXBean {
    /** Returns the version of Solera. */
    String getVersion();

    /** Returns this node's name. */
    String getNode();

    /** Returns when it started, as ISO 8601 in UTC. */
    String getStartedAt();

    /** Returns for how long it has run, in ms. */
    long getUptimeMillis();

    /** Returns the number of the configuration set in force. */
    long getSet();

    /** Returns when that set was applied, as ISO 8601 in UTC. */
    String getAppliedAt();

    /** Returns what is wrong in the files, as {@code file:line: key: value (expected: …)}; empty when they are in force. */
    List<String> getProblems();

    /** Returns changes in force that a restart undoes. */
    List<String> getUnpersisted();

    /** Returns what a data plane refused. */
    List<String> getRefused();

    /** Returns what this process may not or cannot do here. */
    List<String> getLimits();

    /** Returns what waits for an operator: files that are not applied, a set that is not confirmed. */
    List<String> getWaiting();

    /** Returns parts that have stopped, with the plug-in that keeps them if one does. */
    List<String> getStuck();

    /** Returns the sets kept, the newest first: number, time, who, from where and what. */
    List<String> getHistory();

    /** Returns what the files would change if they were put in force now, in words; changes nothing. */
    List<String> plan();

    /**
     * Puts in force what {@link #plan} says, all of it or nothing.
     *
     * @param confirmSeconds after which it goes back unless confirmed; 0: it stays
     */
    ChangeReport apply(int confirmSeconds);

    /** Says that what was applied last is to stay. */
    ChangeReport confirm();

    /** Goes back to the set before the last change that is not taken back yet. */
    ChangeReport undo();

    /** Returns the names of the data planes. */
    List<String> getDataPlanes();

    /** Returns what VRRP runs on, such as {@code in this process, pcap, SCHED_RR}; null when it is not installed. */
    @Nullable
    String getVrrp();

    /** Returns the names of the installed health checkers. */
    List<String> getHealthCheckers();

    /** Returns the installed schedulers and those that pools ask for; a missing one is followed by {@code (not installed)}. */
    List<String> getSchedulers();

    /** Returns the addresses that float and those that virtual servers listen on. */
    List<String> getVips();

    /** Returns how many real servers there are in all pools. */
    int getRealServers();
}
