package dev.solera.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A virtual server. */
public interface VirtualServerMXBean extends Traffic {
    String getName();

    /** Returns {@code http}, {@code tcp} or {@code health}. */
    String getMode();

    /** Returns the data plane that serves it. */
    String getDataPlane();

    /** Returns {@code UP}, {@code DOWN} (no server takes flows) or {@code ERROR} (the plane refused it). */
    String getState();

    /** Returns why it does not serve, null when it does. */
    @Nullable
    String getError();

    /** Returns where it listens, as {@code address:port} or {@code address:port/udp}. */
    List<String> getListeners();

    /** Returns the pool that serves, null in mode health. */
    @Nullable
    String getPool();

    /** Returns connections at once, 0 for no limit of its own. */
    int getMaxConnections();
}
