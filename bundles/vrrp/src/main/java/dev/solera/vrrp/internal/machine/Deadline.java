package dev.solera.vrrp.internal.machine;

/** A timer that is only looked at. Times are compared by difference, for {@link System#nanoTime()} may wrap. */
final class Deadline {
    private long atNanos;
    private boolean set;

    void in(long nowNanos, long delayNanos) {
        atNanos = nowNanos + delayNanos;
        set = true;
    }

    /** Sets it one period after it was due, or after {@code nowNanos} when that is past too. */
    void again(long nowNanos, long periodNanos) {
        in(atNanos + periodNanos - nowNanos > 0 ? atNanos : nowNanos, periodNanos);
    }

    void shift(long nanos) {
        atNanos += nanos;
    }

    void clear() {
        set = false;
    }

    boolean isSet() {
        return set;
    }

    boolean isDue(long nowNanos) {
        return set && atNanos - nowNanos <= 0;
    }

    /** Returns whether it is due, and clears it if so. */
    boolean fires(long nowNanos) {
        boolean due = isDue(nowNanos);
        if (due) {
            set = false;
        }
        return due;
    }

    /** Returns the time left, not above 0 when it is due, {@link Long#MAX_VALUE} when it is not set. */
    long left(long nowNanos) {
        return set ? atNanos - nowNanos : Long.MAX_VALUE;
    }
}
