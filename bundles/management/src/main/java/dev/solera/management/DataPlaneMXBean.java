package dev.solera.management;

import java.util.List;

/** A data plane that is installed. */
public interface DataPlaneMXBean {
    String getName();

    /** Returns what it runs on, such as {@code epoll, 2 event loops}. */
    String getDescription();

    /** Returns the virtual servers it serves, sorted. */
    List<String> getVirtualServers();
}
