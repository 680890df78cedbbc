package dev.solera.proxy.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deadlines of one event loop, looked at every {@link #TICK_NANOS}. Moving a deadline later, which every byte received does, writes
 * one field; the slot is only changed when the old one comes round. Used by the loop's thread alone.
 */
public final class Wheel {
    private static final Logger LOG = LoggerFactory.getLogger(Wheel.class);

    /** How late a deadline may be noticed. */
    public static final long TICK_NANOS = 20_000_000;

    private static final int SLOTS = 512;

    private final Alarm[] slots = new Alarm[SLOTS];
    private final long startNanos;
    private long tick;

    /** Starts at {@code nowNanos}. */
    public Wheel(long nowNanos) {
        this.startNanos = nowNanos;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Alarm(this, () -> {});
        }
    }

    /** Returns the time of the last {@link #advance}, to {@link #TICK_NANOS}. */
    long nowNanos() {
        return startNanos + tick * TICK_NANOS;
    }

    /** Returns a new alarm, not set. */
    public Alarm alarm(Runnable action) {
        return new Alarm(this, action);
    }

    /** Fires what is due at {@code nowNanos}. */
    public void advance(long nowNanos) {
        long target = (nowNanos - startNanos) / TICK_NANOS;
        long last = Math.min(target, tick + SLOTS); // after a long stop each slot is looked at once
        Alarm due = new Alarm(this, () -> {});
        for (long t = tick + 1; t <= last; t++) {
            slots[(int) (t % SLOTS)].moveAll(due);
        }
        tick = target;
        while (due.next() != due) {
            Alarm alarm = due.next();
            alarm.unlink();
            try {
                alarm.visit(nowNanos);
            } catch (RuntimeException e) {
                LOG.error("proxy: a deadline of {} failed", alarm.action, e); // the others still have theirs
            }
        }
    }

    /** Puts {@code alarm} where {@code deadlineNanos} will be noticed; far ones are put off in stages. */
    void link(Alarm alarm, long deadlineNanos) {
        long at = (deadlineNanos - startNanos + TICK_NANOS - 1) / TICK_NANOS;
        long slot = Math.max(tick + 1, Math.min(at, tick + SLOTS - 1));
        alarm.linkBefore(slots[(int) (slot % SLOTS)], slot);
    }

    /** One deadline. */
    public static final class Alarm {
        private final Wheel wheel;
        private final Runnable action;
        private Alarm prev = this;
        private Alarm next = this;
        private long slot;
        private long deadlineNanos;
        private boolean set;

        private Alarm(Wheel wheel, Runnable action) {
            this.wheel = wheel;
            this.action = action;
        }

        /** Sets the deadline, instead of one set before. */
        public void at(long nanos) {
            deadlineNanos = nanos;
            set = true;
            if (next == this) {
                wheel.link(this, nanos);
            } else if ((nanos - wheel.startNanos) / TICK_NANOS < slot) {
                unlink();
                wheel.link(this, nanos);
            }
        }

        /** Sets the deadline {@code delayNanos} from now; none when that is 0 or less. */
        public void in(long delayNanos) {
            if (delayNanos > 0) {
                at(System.nanoTime() + delayNanos);
            } else {
                off();
            }
        }

        /** Takes the deadline away. */
        public void off() {
            set = false;
        }

        /** Takes the deadline away for good. */
        public void drop() {
            set = false;
            unlink();
        }

        /** Tells whether a deadline is set. */
        public boolean isSet() {
            return set;
        }

        private void visit(long nowNanos) {
            if (!set) {
                return;
            }
            if (deadlineNanos - nowNanos > 0) {
                wheel.link(this, deadlineNanos);
            } else {
                set = false;
                action.run();
            }
        }

        Alarm next() {
            return next;
        }

        private void linkBefore(Alarm head, long atSlot) {
            slot = atSlot;
            prev = head.prev;
            next = head;
            prev.next = this;
            head.prev = this;
        }

        private void unlink() {
            prev.next = next;
            next.prev = prev;
            prev = this;
            next = this;
        }

        private void moveAll(Alarm target) {
            while (next != this) {
                Alarm first = next;
                first.unlink();
                first.linkBefore(target, first.slot);
            }
        }
    }
}
