package dev.solera.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A data plane that is installed; its traffic is that of its virtual servers. */
public interface DataPlaneMXBean extends Traffic {
    String getName();

    /** Returns what it runs on, such as {@code epoll, 2 event loops}. */
    String getDescription();

    /** Returns why it can serve nothing here, null when it can. */
    @Nullable
    String getUnable();

    /** Returns what else it cannot do here, in words. */
    List<String> getLimits();

    /** Returns how many bytes outside the heap are taken for traffic now. */
    long getBufferBytes();

    /** Returns the virtual servers it serves, sorted. */
    List<String> getVirtualServers();
}
