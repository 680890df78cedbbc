package dev.solera.core.internal.vrrp;

/**
 * What a look at something tracked showed.
 *
 * @param value the number in a tracked file, 0 for everything else
 * @param why in words
 */
public record Reading(State state, int value, String why) {
    /** What a look says. */
    public enum State {
        /** Nothing yet; what was known before holds, and at the start it counts as well. */
        UNKNOWN,
        WELL,
        FAILS,
        /** What could tell is not installed; unknown for a while, then failing. */
        ABSENT
    }

    /** Nothing is known, because of {@code why}. */
    public static Reading unknown(String why) {
        return new Reading(State.UNKNOWN, 0, why);
    }

    /** All is well, as {@code why} shows. */
    public static Reading well(String why) {
        return new Reading(State.WELL, 0, why);
    }

    /** It fails, because of {@code why}. */
    public static Reading fails(String why) {
        return new Reading(State.FAILS, 0, why);
    }

    /** What could tell is missing. */
    public static Reading absent(String why) {
        return new Reading(State.ABSENT, 0, why);
    }

    /** A file holds a number. */
    static Reading number(int value, String why) {
        return new Reading(value == 0 ? State.WELL : State.FAILS, value, why);
    }

    boolean sameAs(Reading other) {
        return state == other.state && value == other.value;
    }
}
