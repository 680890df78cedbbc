package dev.solera.vrrp.internal.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is wrong with one virtual router now, each kind once. One thread changes it, any thread reads {@link #now}. */
final class Troubles {
    private final Consumer<String> over;
    private final Map<Trouble, Note> notes = new EnumMap<>(Trouble.class);
    private volatile List<String> now = List.of();
    private boolean expiring;

    /** Makes one with none; {@code over} hears the words of each that ends. */
    Troubles(Consumer<String> over) {
        this.over = over;
    }

    /** Returns all of them, in words. */
    List<String> now() {
        return now;
    }

    boolean isActive(Trouble kind) {
        return notes.containsKey(kind);
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
        if (isActive(kind)) {
            seenAgain(kind, nowNanos, forNanos);
            return false;
        }
        notes.put(kind, new Note(text, true, nowNanos + forNanos));
        expiring = true;
        publish();
        return true;
    }

    /** Prolongs one that was {@link #seen}. */
    void seenAgain(Trouble kind, long nowNanos, long forNanos) {
        Note note = notes.get(kind);
        if (note != null) {
            note.untilNanos = nowNanos + forNanos;
        }
    }

    /**
     * Notes one that lasts until it is told to be over.
     *
     * @param text null when it is over
     * @return whether it is new or has other words
     */
    boolean set(Trouble kind, @Nullable String text) {
        Note before = notes.get(kind);
        if (text == null ? before == null : before != null && text.equals(before.text)) {
            return false;
        }
        if (text != null) {
            notes.put(kind, new Note(text, false, 0));
        } else if (before != null) {
            notes.remove(kind);
            over.accept(before.text);
        }
        publish();
        return text != null;
    }

    void expire(long nowNanos) {
        List<Note> ended = notes.values().stream()
                .filter(note -> note.expires && note.untilNanos - nowNanos <= 0)
                .toList();
        notes.values().removeAll(ended);
        expiring = notes.values().stream().anyMatch(note -> note.expires);
        if (!ended.isEmpty()) {
            publish();
            ended.forEach(note -> over.accept(note.text));
        }
    }

    private void publish() {
        now = notes.values().stream().map(note -> note.text).toList();
    }

    private static final class Note {
        final String text;
        final boolean expires;
        long untilNanos;

        Note(String text, boolean expires, long untilNanos) {
            this.text = text;
            this.expires = expires;
            this.untilNanos = untilNanos;
        }
    }
}
