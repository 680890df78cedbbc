package dev.solera.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A virtual router. What the engine knows of it is null or empty while no engine runs. */
public interface VrrpInstanceMXBean extends VrrpCounters {
    String getName();

    /** Returns {@code INIT}, {@code BACKUP}, {@code MASTER} or {@code FAULT}. */
    String getState();

    /** Returns {@code NONE}, {@code LISTENING} (it cannot serve and has offered its place) or {@code ALONE} (nobody took it). */
    String getYield();

    /** Returns why it is in this state, in one sentence. */
    String getWhy();

    /** Returns when it came into this state, as ISO 8601 in UTC. */
    @Nullable
    String getSince();

    /** Returns how long it has been in this state, in ms. */
    @Nullable
    Long getSinceMillis();

    /** Returns the interface where it speaks. */
    String getInterface();

    /** Returns the virtual router identifier, 1–255. */
    int getVrid();

    /** Returns 2 or 3. */
    int getVersion();

    /** Returns {@code IPv4} or {@code IPv6}. */
    String getFamily();

    /** Returns the priority as configured, 1–255. */
    int getPriority();

    /** Returns the priority it is to go by: every contribution added up, 1–254; 255 for the owner of the addresses. */
    int getDemanded();

    /** Returns the priority it goes by: the demanded one, or 1 while it yields. */
    @Nullable
    Integer getEffectivePriority();

    /** Returns what the priority is made of, the configured one first. */
    List<VrrpContribution> getContributions();

    /** Returns whether a lower MASTER is relieved. */
    boolean isPreempt();

    /** Returns how long a lower MASTER is left alone first, in ms. */
    long getPreemptDelayMillis();

    /** Returns how long nothing is done after the start, in ms. */
    long getStartupDelayMillis();

    /** Returns the time between adverts as configured, in ms. */
    long getAdvertIntervalMillis();

    /** Returns the interval by which it judges the MASTER, in ms. */
    @Nullable
    Long getActiveIntervalMillis();

    /** Returns the time until the MASTER counts as dead, in ms; null when it does not wait for that. */
    @Nullable
    Long getDownInMillis();

    /** Returns the time until its own next advert, in ms; null when it sends none. */
    @Nullable
    Long getAdvertInMillis();

    /** Returns the address of the MASTER it hears; null when it is MASTER itself or hears none. */
    @Nullable
    String getMasterAddress();

    /** Returns the priority that MASTER advertises, 0–255; 0 says that it gives up. */
    @Nullable
    Integer getMasterPriority();

    /** Returns when its last advert came, as ISO 8601 in UTC. */
    @Nullable
    String getMasterHeardAt();

    /** Returns its addresses as {@code name=address/prefix}, in file order. */
    List<String> getVips();

    /** Returns the names of those it has put on their interface. */
    List<String> getBound();

    /** Returns the sync group it belongs to, null for none. */
    @Nullable
    String getSyncGroup();

    /** Returns what is wrong now, in words. */
    List<String> getTroubles();

    /** Returns the last transitions, newest last. */
    List<VrrpStateChange> getTransitions();

    /** Sets the configured priority, 1–255, in its file. A MASTER stays MASTER until another outbids it. */
    ChangeReport setPriority(int priority);

    /**
     * Makes a MASTER give up its place once.
     *
     * @param why reason, may be empty
     */
    ChangeReport release(String why);
}
