package dev.solera.vrrp.internal.engine;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Some copies of some of a placement's frames: first one of each, then the next of each. Used by the address thread. */
final class Burst {
    private final @Nullable BitSet only;
    private final int copies;
    private int copy;
    private int at;

    /**
     * Makes one.
     *
     * @param only indices of the VIPs it is about, null for all
     */
    Burst(@Nullable BitSet only, int copies) {
        this.only = only;
        this.copies = copies;
    }

    boolean isAboutAll() {
        return only == null;
    }

    int copiesLeft() {
        return copies - copy;
    }

    /** Returns whether some frames have not been sent at all. */
    boolean isFirstCopy() {
        return copy == 0;
    }

    /**
     * Returns the index of the next frame and moves on; -1 when it waits for more addresses to be bound, or is over.
     *
     * @param bound how many of the first VIPs are in place
     * @param size how many there are
     */
    int next(int bound, int size) {
        while (copy < copies) {
            if (at >= size) {
                at = 0;
                copy++;
            } else if (at >= bound) {
                return -1;
            } else if (only == null || only.get(at)) {
                return at++;
            } else {
                at++;
            }
        }
        return -1;
    }

    /** Returns whether nothing is left, whatever will be bound. */
    boolean isOver(int size) {
        return copy >= copies || size == 0 || copy == copies - 1 && at >= size;
    }
}
