package dev.solera.vrrp.internal.engine;

/** What can be wrong with a virtual router without its leaving the contest. */
enum Trouble {
    /** Somebody with less right is MASTER too. */
    OTHER_MASTER,
    /** Somebody else answers for one of its addresses. */
    DUPLICATE_ADDRESS,
    /** A peer advertises other addresses. */
    PEER_VIPS,
    /** A peer advertises at another interval. */
    PEER_INTERVAL,
    /** A peer has another password, key or clock. */
    PEER_AUTH,
    /** A peer's checksums are wrong, or read the other way. */
    PEER_CHECKSUM,
    /** Adverts that are dropped for another reason. */
    PEER_OTHER,
    /** Its adverts cannot be sent. */
    SEND,
    /** Some of its addresses, routes or rules cannot be put in place. */
    BIND,
    /** Some cannot be taken off. */
    RELEASE,
    /** What it needs besides being MASTER cannot be made. */
    PREPARE,
    /** Its addresses were taken off by somebody else. */
    REMOVED
}
