package dev.solera.proxy.internal;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Connections to one real server that wait for their next request on one event loop; the youngest is used first. */
final class IdleConnections {
    private final ArrayDeque<ServerConnection> connections = new ArrayDeque<>(4);
    private final int limit;

    IdleConnections(int limit) {
        this.limit = limit;
    }

    /** Returns a connection that is still good, or null. */
    @Nullable
    ServerConnection take() {
        while (true) {
            ServerConnection youngest = connections.pollLast();
            if (youngest == null || youngest.isReusable()) {
                return youngest;
            }
            youngest.close();
        }
    }

    void put(ServerConnection connection) {
        connections.addLast(connection);
        if (connections.size() > limit) {
            connections.removeFirst().close();
        }
    }

    void remove(ServerConnection connection) {
        connections.remove(connection);
    }

    void closeAll() {
        ServerConnection connection = connections.pollLast();
        while (connection != null) {
            connection.close();
            connection = connections.pollLast();
        }
    }

    int size() {
        return connections.size();
    }
}
