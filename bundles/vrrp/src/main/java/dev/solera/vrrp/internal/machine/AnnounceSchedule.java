package dev.solera.vrrp.internal.machine;

/**
 * How often the link is told who has the addresses.
 *
 * @param repeat copies on becoming MASTER, at once and once more after the delay, 1–255
 * @param delayNanos until the second burst, 0 for none
 * @param refreshNanos between bursts while MASTER, 0 for none
 * @param refreshRepeat copies of those, 1–255
 * @param lowerRepeat copies after an advert of another MASTER with a lower priority, 0 for none
 * @param lowerDelayNanos until the second burst after its last advert, 0 for none
 */
public record AnnounceSchedule(
        int repeat, long delayNanos, long refreshNanos, int refreshRepeat, int lowerRepeat, long lowerDelayNanos) {
    private static final long SECOND = 1_000_000_000L;

    /** keepalived's defaults: five at once, five after five seconds, the same after a lower advert, no refresh. */
    public static final AnnounceSchedule DEFAULT = new AnnounceSchedule(5, 5 * SECOND, 0, 1, 5, 5 * SECOND);
}
