package dev.solera.api;

/** How far a MASTER that cannot serve has come with offering its place. */
public enum VrrpYield {
    /** It does not. */
    NONE,
    /** It has sent priority 0, keeps the addresses and listens for one master-down time whether somebody takes over. */
    LISTENING,
    /** Nobody did; it is MASTER at priority 1, which any other outbids. */
    ALONE
}
