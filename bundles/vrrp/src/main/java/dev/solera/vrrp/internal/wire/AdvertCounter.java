package dev.solera.vrrp.internal.wire;

import java.util.Locale;

/**
 * What is counted for a virtual router. A constant's name in lower case is the counter's public name; those down to {@link #VRID_ERR} are
 * keepalived's own, the rest count what keepalived only logs.
 */
public enum AdvertCounter {
    /** Adverts received and found right. */
    ADVERT_RCVD,
    /** Adverts sent, to each peer once. */
    ADVERT_SENT,
    /** Transitions to MASTER. */
    BECOME_MASTER,
    /** Transitions from MASTER. */
    RELEASE_MASTER,
    /** Dropped: shorter or longer than its fields say, or cut on the way. */
    PACKET_LEN_ERR,
    /** Dropped: version 2 with another interval than ours, or an interval of zero. */
    ADVERT_INTERVAL_ERR,
    /** Dropped: hop limit not 255, or not what the peer's has to be. */
    IP_TTL_ERR,
    /** Dropped: not an advertisement. */
    INVALID_TYPE_RCVD,
    /** Taken, but it names other addresses than ours. */
    ADDR_LIST_ERR,
    /** Dropped: an authentication type that nobody has. */
    INVALID_AUTHTYPE,
    /** Dropped: another authentication type than ours. */
    AUTHTYPE_MISMATCH,
    /** Dropped: wrong password or HMAC. */
    AUTH_FAILURE,
    /** Adverts of priority 0 received. */
    PRI_ZERO_RCVD,
    /** Adverts of priority 0 sent. */
    PRI_ZERO_SENT,
    /** Dropped: wrong checksum. */
    CHK_ERR,
    /** Dropped: another version than ours. */
    VERS_ERR,
    /** Dropped: an identifier that no virtual router here has. */
    VRID_ERR,
    /** Dropped: unicast although ours is multicast, or the other way round. */
    CAST_ERR,
    /** Dropped: unicast from an address that is no peer. */
    UNICAST_SRC_ERR,
    /** Dropped: sent from our own address. */
    OWN_SRC_ERR,
    /** Dropped: no HMAC trailer although one is required. */
    HMAC_MISSING,
    /** Taken: no HMAC trailer although we send one. */
    HMAC_UNSIGNED,
    /** Dropped: an HMAC trailer of a kind we do not know. */
    HMAC_MALFORMED,
    /** Dropped: an HMAC by a key we do not have. */
    HMAC_UNKNOWN_KEY,
    /** Dropped: an HMAC trailer from too long ago or too far ahead. */
    HMAC_STALE,
    /** Dropped: a sequence number at or below one seen from that sender. */
    HMAC_REPLAY;

    private final String publicName = name().toLowerCase(Locale.ROOT);

    /** Returns the public name, such as {@code packet_len_err}. */
    public String publicName() {
        return publicName;
    }
}
