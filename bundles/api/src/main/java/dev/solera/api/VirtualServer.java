package dev.solera.api;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What clients connect to, as configured in {@code solera.virtualserver-<name>.cfg}.
 *
 * @param name unique ignoring case
 * @param mode how the traffic is looked at
 * @param dataPlane {@code proxy}, {@code ipvs} or {@code auto}
 * @param listeners in file order; at least one, or a firewall mark. Port 0 stands for every port, and only with persistence
 * @param pool name of the pool that serves; null only in mode {@link Mode#HEALTH}
 * @param maxConnections connections at once, 0 for no limit of its own
 * @param forwarded what is told to the servers about the client
 * @param timeouts how long each phase may take
 * @param balancing what only packets that are forwarded one by one can have
 * @param haSuspend whether the checks of its pool rest while none of its addresses is on this node
 * @param inbound how connections of clients are taken
 */
public record VirtualServer(
        String name,
        Mode mode,
        String dataPlane,
        List<Listener> listeners,
        @Nullable String pool,
        int maxConnections,
        Forwarded forwarded,
        Timeouts timeouts,
        Balancing balancing,
        boolean haSuspend,
        Inbound inbound) {
    public VirtualServer {
        listeners = List.copyOf(listeners);
    }

    /** One whose clients have nothing in front of what they carry. */
    public VirtualServer(
            String name,
            Mode mode,
            String dataPlane,
            List<Listener> listeners,
            @Nullable String pool,
            int maxConnections,
            Forwarded forwarded,
            Timeouts timeouts,
            Balancing balancing,
            boolean haSuspend) {
        this(
                name,
                mode,
                dataPlane,
                listeners,
                pool,
                maxConnections,
                forwarded,
                timeouts,
                balancing,
                haSuspend,
                Inbound.PLAIN);
    }

    /** Returns the names of the pools that may serve, each once. */
    public List<String> pools() {
        if (inbound.poolsByHost().isEmpty()) {
            return pool == null ? List.of() : List.of(pool);
        }
        Set<String> pools = new LinkedHashSet<>();
        if (pool != null) {
            pools.add(pool);
        }
        pools.addAll(new TreeSet<>(inbound.poolsByHost().values()));
        return List.copyOf(pools);
    }

    /**
     * Headers that tell a server about the client; mode http only.
     *
     * @param xForwarded treatment of {@code X-Forwarded-For} and {@code X-Forwarded-Proto}
     * @param rfc7239 treatment of {@code Forwarded} (RFC 7239)
     * @param subject whether {@code X-Client-Subject} has the subject of the certificate that the client showed, in the place of whatever the
     *     client sent there
     */
    public record Forwarded(Treatment xForwarded, Treatment rfc7239, boolean subject) {
        /** Nothing about certificates. */
        public Forwarded(Treatment xForwarded, Treatment rfc7239) {
            this(xForwarded, rfc7239, false);
        }

        /** What happens to the header that a client sent. */
        public enum Treatment {
            /** The client's own value is kept and ours put after it. */
            ADD,
            /** The client's own value is dropped: for the outermost proxy. */
            REPLACE,
            /** Passed through untouched. */
            OFF
        }
    }

    /**
     * HAProxy's client-side timeouts.
     *
     * @param client longest silence of a client while it is expected to send or take data
     * @param httpRequest longest time from the first byte of a request head to its last
     * @param httpKeepAlive longest wait for the next request on an idle connection
     * @param tunnel longest silence in both directions of a tcp connection or an upgraded one
     */
    public record Timeouts(Duration client, Duration httpRequest, Duration httpKeepAlive, Duration tunnel) {}

    /**
     * How packets find their server where they are forwarded one by one.
     *
     * @param marks firewall marks that are served as the listeners are, in file order
     * @param persistence null: each connection for itself
     * @param onePacket each datagram is scheduled for itself and no connection is remembered; UDP listeners only
     */
    public record Balancing(List<FirewallMark> marks, @Nullable Persistence persistence, boolean onePacket) {
        /** By address and port, each connection for itself. */
        public static final Balancing PLAIN = new Balancing(List.of(), null, false);

        public Balancing {
            marks = List.copyOf(marks);
        }
    }
}
