package dev.solera.api;

import java.time.Instant;

/**
 * A set that goes back by itself unless somebody confirms it.
 *
 * @param set its number
 * @param back number of the set that would be in force again
 * @param until when it goes back
 * @param who applied it
 */
public record Unconfirmed(long set, long back, Instant until, String who) {
    /** Returns it in words. */
    public String words() {
        return "set " + set + ", applied by " + who + ", goes back to set " + back + " at " + until
                + " unless confirmed";
    }
}
