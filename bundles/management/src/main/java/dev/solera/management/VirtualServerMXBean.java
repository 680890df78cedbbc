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

    /** Returns how it came to that plane, such as {@code auto: the kernel can}. */
    String getWhy();

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

    /** Returns the firewall marks that it serves, such as {@code fwmark 7 inet6}. */
    List<String> getMarks();

    /** Returns how long a client comes back to the server it had, in seconds; 0 for not at all. */
    long getPersistenceSeconds();

    /** Returns whether the kernel schedules each datagram for itself. */
    boolean isOnePacket();

    /** Returns connections at once, 0 for no limit of its own. */
    int getMaxConnections();
}
