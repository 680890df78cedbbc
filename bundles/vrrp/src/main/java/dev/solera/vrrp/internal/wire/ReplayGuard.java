package dev.solera.vrrp.internal.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The highest sequence number seen from each of the last few senders. It is asked only about adverts whose HMAC is right, so that forged
 * sources cannot push a true one out. Used by one thread.
 */
final class ReplayGuard {
    /** Two senders at once are a contest for MASTER; more need a group of more nodes. */
    private static final int LEAST_SENDERS = 4;

    private final HmacRules rules;
    private final Mark[] marks;
    private long clock;

    ReplayGuard(HmacRules rules, int peers) {
        this(rules, peers, null);
    }

    /** Knows what {@code previous} knew. */
    ReplayGuard(HmacRules rules, int peers, @Nullable ReplayGuard previous) {
        this.rules = rules;
        Mark[] known = previous == null ? new Mark[0] : previous.marks;
        marks = Arrays.copyOf(known, Math.max(known.length, Math.max(LEAST_SENDERS, peers)));
        for (int i = known.length; i < marks.length; i++) {
            marks[i] = new Mark();
        }
        clock = previous == null ? 0 : previous.clock;
    }

    /** Returns whether {@code sequence} is above what that sender has used, and keeps it. */
    boolean passes(long sourceHigh, long sourceLow, long sequence, long wallNanos) {
        Mark mark = mark(sourceHigh, sourceLow);
        mark.usedAt = ++clock;
        // A mark outside the window orders only adverts that the window refuses anyway; a sender whose clock was set
        // right needs it gone.
        boolean valid = mark.valid && !(rules.replay() == HmacRules.Replay.TIME && isOutside(mark.sequence, wallNanos));
        if (valid && !HmacSequence.isAfter(sequence, mark.sequence)) {
            return false;
        }
        mark.valid = true;
        mark.sequence = sequence;
        return true;
    }

    /** Returns whether a sequence number's time is further from the clock than the window. */
    boolean isOutside(long sequence, long wallNanos) {
        long seconds = HmacSequence.secondsBetween(HmacSequence.of(wallNanos), sequence);
        return Math.abs(seconds) > rules.windowSeconds();
    }

    private Mark mark(long sourceHigh, long sourceLow) {
        Mark oldest = marks[0];
        for (Mark mark : marks) {
            if (mark.usedAt != 0 && mark.sourceHigh == sourceHigh && mark.sourceLow == sourceLow) {
                return mark;
            }
            if (mark.usedAt < oldest.usedAt) {
                oldest = mark;
            }
        }
        oldest.sourceHigh = sourceHigh;
        oldest.sourceLow = sourceLow;
        oldest.valid = false;
        return oldest;
    }

    private static final class Mark {
        long sourceHigh;
        long sourceLow;
        long sequence;
        boolean valid;
        /** 0 while it is free. */
        long usedAt;
    }
}
