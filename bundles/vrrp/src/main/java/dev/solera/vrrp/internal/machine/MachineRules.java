package dev.solera.vrrp.internal.machine;

import dev.solera.vrrp.internal.wire.IpAddress;

/**
 * What governs a virtual router besides its priority; may be replaced while it runs.
 *
 * @param version 2 or 3; skew is a part of a second in version 2, of the interval in version 3
 * @param own the address adverts are sent from, which breaks ties
 * @param intervalNanos own advertisement interval
 * @param preempt whether a lower MASTER is relieved
 * @param preemptDelayNanos how long a lower MASTER is left alone first
 * @param downAdverts how many missing adverts make a MASTER dead, 3 in the RFC
 * @param startupDelayNanos how long after the start nothing is done
 * @param answerLower whether a lower MASTER's advert is answered by one (RFC 9568 section 6.4.3)
 * @param answerHigher whether a MASTER that steps down for a higher one sends a last advert, which makes the other claim the addresses anew; where a
 *     cable was pulled, the other has not noticed that there were two. keepalived does not by default
 * @param ownerIgnoresAdverts whether a MASTER of priority 255 hears nobody (RFC 9568 section 7.1); keepalived does by default
 * @param announce how the link is told
 */
public record MachineRules(
        int version,
        IpAddress own,
        long intervalNanos,
        boolean preempt,
        long preemptDelayNanos,
        int downAdverts,
        long startupDelayNanos,
        boolean answerLower,
        boolean answerHigher,
        boolean ownerIgnoresAdverts,
        AnnounceSchedule announce) {
    private static final long SECOND = 1_000_000_000L;

    /** Returns Skew_Time: RFC 3768 section 6.1 in version 2, RFC 9568 section 6.1 in version 3. */
    public long skewNanos(int priority, long activeIntervalNanos) {
        return (256 - priority) * (version == 2 ? SECOND : activeIntervalNanos) / 256;
    }

    /** Returns how long a MASTER may be silent (Active_Down_Interval, in version 2 Master_Down_Interval). */
    public long downNanos(int priority, long activeIntervalNanos) {
        return downAdverts * activeIntervalNanos + skewNanos(priority, activeIntervalNanos);
    }
}
