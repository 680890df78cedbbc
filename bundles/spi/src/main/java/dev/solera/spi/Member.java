package dev.solera.spi;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A real server as a scheduler sees it. The same object stands for the same server as long as the server exists, whatever else
 * changes, so state may be keyed by it.
 */
@ProviderType
public interface Member {
    /** Returns the server's name, unique in its pool. */
    String name();

    /** Returns a small positive number that is the server's own as long as it exists: 1 for the first in the file. */
    int id();

    /** Returns flows served and queued now, over all event loops. Never negative; safe from any thread. */
    int inFlight();

    /** Returns flows that may still start at once before the server's {@code maxconn}; {@link Integer#MAX_VALUE} without one. */
    int freeSlots();
}
