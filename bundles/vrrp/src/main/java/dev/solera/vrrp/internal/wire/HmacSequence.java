package dev.solera.vrrp.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * Sequence numbers of signed adverts: 32 bits of seconds since the epoch, 16 bits of fraction, 16 bits of counter, compared by the difference
 * (RFC 1982), so that the year 2106 is no edge.
 */
final class HmacSequence {
    private static final long SECOND = 1_000_000_000L;

    private final HmacRules rules;
    private long last;
    private boolean started;

    HmacSequence(HmacRules rules) {
        this(rules, null);
    }

    /** Goes on after the last number of {@code previous}. */
    HmacSequence(HmacRules rules, @Nullable HmacSequence previous) {
        this.rules = rules;
        last = previous == null ? 0 : previous.last;
        started = previous != null && previous.started;
    }

    /**
     * Returns the next one to send: the clock's, or the last plus one while the clock has not moved on. After a clock was set back by more than
     * the window it starts again from the clock, because receivers that go by time would refuse everything else; those that do not need growth.
     */
    long next(long wallNanos) {
        long clock = of(wallNanos);
        boolean grown = !started || isAfter(clock, last);
        boolean stranded =
                rules.replay() == HmacRules.Replay.TIME && secondsBetween(last, clock) > rules.windowSeconds();
        last = grown || stranded ? clock : last + 1;
        started = true;
        return last;
    }

    static long of(long wallNanos) {
        long seconds = Math.floorDiv(wallNanos, SECOND);
        long fraction = (Math.floorMod(wallNanos, SECOND) << 16) / SECOND;
        return seconds << 32 | fraction << 16;
    }

    static boolean isAfter(long a, long b) {
        return a - b > 0;
    }

    /** Returns the whole seconds from the time of {@code b} to that of {@code a}. */
    static int secondsBetween(long a, long b) {
        return (int) (a >>> 32) - (int) (b >>> 32);
    }
}
