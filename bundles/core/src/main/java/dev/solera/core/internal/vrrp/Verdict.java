package dev.solera.core.internal.vrrp;

import dev.solera.core.internal.vrrp.Reading.State;
import java.time.Duration;

/**
 * What counts of a row of readings: a change counts once it has lasted, and something that fails again and again is well only after it has been so
 * for a while. Writer only; time is an argument.
 */
final class Verdict {
    /** No time at all. */
    static final long NEVER = Long.MAX_VALUE;

    /** So many failures within {@link #FLAPPING_NANOS} are flapping. */
    static final int FLAPS = 5;

    static final long FLAPPING_NANOS = Duration.ofSeconds(60).toNanos();

    /** How long something that flaps has to be well before it counts. */
    static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

    private final long[] failedAt = new long[FLAPS];
    private int failures;
    private Reading counting = Reading.unknown("not known yet");
    private Reading newest = counting;
    private String reason = counting.why();
    private boolean waiting;
    private long waitingSince;
    private long waitingFor;
    private boolean absent;
    private long absentSince;

    /**
     * Takes a reading.
     *
     * @param delayNanos how long a change has to last
     * @param graceNanos how long absence is not a failure
     */
    void look(Reading reading, long delayNanos, long graceNanos, long nowNanos) {
        newest = settled(reading, graceNanos, nowNanos);
        if (newest.state() == State.UNKNOWN) {
            waiting = false;
            if (counting.state() == State.UNKNOWN) {
                counting = newest;
            }
        } else if (counting.state() == State.UNKNOWN || newest.sameAs(counting)) {
            waiting = false;
            take(nowNanos);
        } else {
            if (!waiting) {
                waiting = true;
                waitingSince = nowNanos;
            }
            waitingFor =
                    newest.state() == State.WELL && flaps(nowNanos) ? Math.max(delayNanos, CALM_NANOS) : delayNanos;
            if (nowNanos - waitingSince >= waitingFor) {
                waiting = false;
                take(nowNanos);
            }
        }
    }

    /** Returns what counts. */
    Reading counting() {
        return counting;
    }

    /** Returns why it became what it is: what a script prints meanwhile is no news. */
    String reason() {
        return reason;
    }

    /** Returns what counts, why, and what will count if it lasts. */
    String words() {
        if (waiting) {
            return counting.why() + "; " + newest.why() + ", which counts after " + waitingFor / 1_000_000 + " ms";
        }
        return newest.state() == State.UNKNOWN && counting.state() != State.UNKNOWN
                ? counting.why() + "; " + newest.why()
                : counting.why();
    }

    /** Returns how long until the verdict may change without another reading, {@link #NEVER} when it cannot. */
    long nanosToChange(long graceNanos, long nowNanos) {
        long change = waiting ? Math.max(0, waitingFor - (nowNanos - waitingSince)) : NEVER;
        long end = absent ? graceNanos - (nowNanos - absentSince) : NEVER;
        return end > 0 ? Math.min(change, end) : change;
    }

    private Reading settled(Reading reading, long graceNanos, long nowNanos) {
        if (reading.state() != State.ABSENT) {
            absent = false;
            return reading;
        }
        if (!absent) {
            absent = true;
            absentSince = nowNanos;
        }
        return nowNanos - absentSince < graceNanos ? Reading.unknown(reading.why()) : Reading.fails(reading.why());
    }

    private void take(long nowNanos) {
        if (newest.state() == State.FAILS && counting.state() != State.FAILS) {
            failedAt[failures++ % FLAPS] = nowNanos;
        }
        if (!newest.sameAs(counting)) {
            reason = newest.why();
        }
        counting = newest;
    }

    private boolean flaps(long nowNanos) {
        return failures >= FLAPS && nowNanos - failedAt[failures % FLAPS] < FLAPPING_NANOS;
    }
}
