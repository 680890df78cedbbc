package dev.solera.vrrp.internal.machine;

/** How far a MASTER that cannot serve has come with offering its place. */
public enum YieldPhase {
    /** It does not. */
    NONE,
    /** It has sent priority 0, keeps the addresses and listens for one master-down time whether somebody takes over. */
    LISTENING,
    /** Nobody did; it is MASTER at priority 1, which any other outbids. */
    ALONE
}
