package dev.solera.management;

import java.util.SortedMap;

/** What a virtual router has counted, by keepalived's names; 0 and empty while no engine runs. */
public interface VrrpCounters {
    /** Returns every counter by its name, such as {@code advert_rcvd}. */
    SortedMap<String, Long> getCounters();

    /** Returns adverts received and found right. */
    long getAdvertRcvd();

    /** Returns adverts sent, to each peer once. */
    long getAdvertSent();

    /** Returns transitions to MASTER. */
    long getBecomeMaster();

    /** Returns transitions from MASTER. */
    long getReleaseMaster();

    /** Returns packets of a wrong length. */
    long getPacketLenErr();

    /** Returns adverts with another interval than ours (version 2), or with none. */
    long getAdvertIntervalErr();

    /** Returns packets with a hop limit that a neighbour's cannot have. */
    long getIpTtlErr();

    /** Returns VRRP packets that are no advert. */
    long getInvalidTypeRcvd();

    /** Returns adverts that name other addresses than ours. */
    long getAddrListErr();

    /** Returns packets with an authentication type that nobody has. */
    long getInvalidAuthtype();

    /** Returns packets with another authentication type than ours. */
    long getAuthtypeMismatch();

    /** Returns packets with a wrong password or HMAC. */
    long getAuthFailure();

    /** Returns adverts of priority 0 received: somebody gave up. */
    long getPriZeroRcvd();

    /** Returns adverts of priority 0 sent: we gave up. */
    long getPriZeroSent();
}
