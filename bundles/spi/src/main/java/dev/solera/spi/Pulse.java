package dev.solera.spi;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A thread that has to be alive for this node to serve: core's writer, or an event loop of a data plane. A service; taken back when its owner stops in
 * good order.
 */
@ConsumerType
public interface Pulse {
    /** Returns what it is, such as {@code proxy event loop 1}. */
    String name();

    /** Returns {@link System#nanoTime()} of its last beat; it beats every 100 ms. Any thread; takes no lock. */
    long lastBeatNanos();

    /** Returns the thread that beats, null when that is not known: what it is doing is shown when it is stuck. */
    default @Nullable Thread thread() {
        return null;
    }

    /** Returns whether it is known to have ended otherwise than in good order, so that nobody need wait for the age of its last beat. Any thread; takes no lock. */
    default boolean isGone() {
        return false;
    }
}
