package dev.solera.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data plane that is installed.
 *
 * @param name such as {@code proxy}
 * @param description what it runs on, such as {@code epoll, 2 event loops}
 * @param unable why it can serve nothing here, in words; null when it can
 * @param limits what else it cannot do here and why, in words
 * @param virtualServers how many it serves
 * @param bufferBytes memory outside the heap that is taken for traffic now
 */
public record PlaneStatus(
        String name,
        String description,
        @Nullable String unable,
        List<String> limits,
        int virtualServers,
        long bufferBytes) {
    public PlaneStatus {
        limits = List.copyOf(limits);
    }
}
