package dev.solera.api;

/** What the checks say of a real server. */
public enum Health {
    /** No check has given a result yet: the server takes no traffic. */
    UNKNOWN,
    /** All checks agree that the server serves, or the pool has no check. */
    UP,
    /** At least one check says that the server does not serve. */
    DOWN
}
