package dev.solera.vrrp.internal.engine;

import dev.solera.spi.Pulse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node can serve: every {@link Pulse} beats. A pulse that was never there is not waited for. One that was taken back in good order may be
 * missing for the grace, and is forgotten when others of its kind (its name without the number) have come since. After a gap of the own clock, in which
 * nobody may have run, everybody has a permit's time anew. Used by the timer thread.
 */
final class Permit {
    private final List<Pulse> pulses = new ArrayList<>();
    private final List<Departed> departed = new ArrayList<>();
    private long permitNanos = 1_000_000_000L;
    private long graceNanos = 30_000_000_000L;
    private long judgedAtNanos;
    private long anewNanos;
    private boolean judged;
    private @Nullable Object culprit;
    private @Nullable String reason;

    /**
     * Sets how patient it is.
     *
     * @param permitNanos how old a beat may be, 0 for any age
     * @param graceNanos how long who was taken back may be missing
     */
    void set(long permitNanos, long graceNanos) {
        this.permitNanos = permitNanos;
        this.graceNanos = graceNanos;
    }

    void add(Pulse pulse) {
        pulses.add(pulse);
        departed.removeIf(gone -> kind(gone.name).equals(kind(pulse.name())));
    }

    /** Takes one back in good order. */
    void remove(Pulse pulse, long nowNanos) {
        if (!pulses.remove(pulse)) {
            return;
        }
        boolean others = pulses.stream().anyMatch(p -> kind(p.name()).equals(kind(pulse.name())));
        if (!others) {
            departed.add(new Departed(pulse.name(), nowNanos));
        }
    }

    /** Returns why this node cannot serve, null when it can; while it lasts, the words are those it began with. */
    @Nullable
    String judge(long nowNanos) {
        if (!judged || nowNanos - judgedAtNanos > permitNanos / 2) {
            anewNanos = nowNanos;
            judged = true;
        }
        judgedAtNanos = nowNanos;
        Object found = overdue(nowNanos);
        if (found != culprit) {
            culprit = found;
            reason = found == null ? null : words(found, nowNanos);
        }
        return reason;
    }

    /** Returns what was judged last. */
    @Nullable
    String reason() {
        return reason;
    }

    /** Returns how long it takes at least until the next pulse is overdue. */
    long left(long nowNanos) {
        long left = Long.MAX_VALUE;
        for (int i = 0; permitNanos > 0 && i < pulses.size(); i++) {
            long due = beat(pulses.get(i)) + permitNanos - nowNanos;
            if (due >= 0) {
                left = Math.min(left, due + 1);
            }
        }
        return left;
    }

    private @Nullable Object overdue(long nowNanos) {
        if (permitNanos == 0) {
            return null;
        }
        for (int i = 0; i < pulses.size(); i++) {
            if (pulses.get(i).isGone() || nowNanos - beat(pulses.get(i)) > permitNanos) {
                return pulses.get(i);
            }
        }
        for (int i = 0; i < departed.size(); i++) {
            if (nowNanos - departed.get(i).atNanos > graceNanos) {
                return departed.get(i);
            }
        }
        return null;
    }

    private long beat(Pulse pulse) {
        long beat = pulse.lastBeatNanos();
        return beat - anewNanos > 0 ? beat : anewNanos;
    }

    private String words(Object found, long nowNanos) {
        if (found instanceof Pulse pulse) {
            return pulse.isGone()
                    ? pulse.name() + " is gone"
                    : pulse.name() + " has not moved for " + (nowNanos - pulse.lastBeatNanos()) / 1_000_000 + " ms";
        }
        return ((Departed) found).name + " has been gone for more than " + graceNanos / 1_000_000_000L + " s";
    }

    private static String kind(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }

    private record Departed(String name, long atNanos) {}
}
