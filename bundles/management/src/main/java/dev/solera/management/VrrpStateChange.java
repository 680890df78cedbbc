package dev.solera.management;

/** A virtual router's change of state. */
public interface VrrpStateChange {
    /** Returns when, as ISO 8601 in UTC. */
    String getAt();

    /** Returns the state before: {@code INIT}, {@code BACKUP}, {@code MASTER} or {@code FAULT}. */
    String getFrom();

    /** Returns the state after. */
    String getTo();

    /** Returns the reason, in words. */
    String getWhy();
}
