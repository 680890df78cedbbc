package dev.solera.api;

/** Whether a real server takes new flows and, when it takes none, what a plane that keeps a table does with it. */
public enum Presence {
    /** It takes flows: up, ready, of some weight, and not a backup while others can serve. */
    SERVING,
    /** It takes none and stays in the table with weight 0: drained, of weight 0, or inhibited after a failure. */
    KEPT,
    /**
     * It takes none, and stays with weight 0 only until the flows it has have ended or {@code drain.timeout.s} is over: not checked yet, in
     * maintenance, a backup that is not needed, or a server that stands back for the sorry server.
     */
    LEAVING,
    /** It takes none and is not in the table, whatever flows it has: down. */
    OUT,
    /** It takes none, is not in the table, and what flows it has are ended: an operator who drained it has waited long enough. */
    CUT;

    /** Tells whether it is not in the table of a plane that keeps one. */
    public boolean isAbsent() {
        return this == OUT || this == CUT;
    }
}
