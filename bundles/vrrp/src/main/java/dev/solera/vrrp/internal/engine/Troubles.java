package dev.solera.vrrp.internal.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with one virtual router now, each kind once. One thread changes it, any thread reads {@link #now}. */
final class Troubles {
    private static final int KINDS = Trouble.values().length;

    private final @Nullable String[] texts = new String[KINDS];
    private final long[] untilNanos = new long[KINDS];
    private final boolean[] expires = new boolean[KINDS];
    private volatile List<String> now = List.of();
    private boolean expiring;

    /** Returns all of them, in words. */
    List<String> now() {
        return now;
    }

    boolean isActive(Trouble kind) {
        return texts[kind.ordinal()] != null;
    }

    /** Returns whether some are over once nobody sees them any more. */
    boolean expiring() {
        return expiring;
    }

    /**
     * Notes one that is over when it has not been seen again for {@code forNanos}.
     *
     * @return whether it is new; one that lasts keeps the words it began with
     */
    boolean seen(Trouble kind, String text, long nowNanos, long forNanos) {
        boolean fresh = !isActive(kind);
        if (fresh) {
            texts[kind.ordinal()] = text;
            publish();
        }
        expires[kind.ordinal()] = true;
        expiring = true;
        untilNanos[kind.ordinal()] = nowNanos + forNanos;
        return fresh;
    }

    /** Prolongs one that was {@link #seen}. */
    void seenAgain(Trouble kind, long nowNanos, long forNanos) {
        untilNanos[kind.ordinal()] = nowNanos + forNanos;
    }

    /**
     * Notes one that lasts until it is told to be over.
     *
     * @param text null when it is over
     * @return whether it is new or has other words
     */
    boolean set(Trouble kind, @Nullable String text) {
        String before = texts[kind.ordinal()];
        if (text == null ? before == null : text.equals(before)) {
            return false;
        }
        texts[kind.ordinal()] = text;
        expires[kind.ordinal()] = false;
        publish();
        return text != null;
    }

    void expire(long nowNanos) {
        boolean changed = false;
        expiring = false;
        for (int i = 0; i < KINDS; i++) {
            if (texts[i] == null || !expires[i]) {
                continue;
            }
            if (untilNanos[i] - nowNanos <= 0) {
                texts[i] = null;
                changed = true;
            } else {
                expiring = true;
            }
        }
        if (changed) {
            publish();
        }
    }

    private void publish() {
        List<String> active = new ArrayList<>();
        for (String text : texts) {
            if (text != null) {
                active.add(text);
            }
        }
        now = List.copyOf(active);
    }
}
