package dev.solera.spi;

import dev.solera.api.Forwarding;
import dev.solera.api.Inbound;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Outbound;
import dev.solera.api.Pool;
import dev.solera.api.Presence;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an object of a data plane is to be. A value: equal specs need no edit. */
public sealed interface Spec {
    /** Returns the name of the object. */
    Ref ref();

    /**
     * A virtual server.
     *
     * @param name its name
     * @param mode how its traffic is looked at
     * @param listeners where it listens; at least one, or a firewall mark. Port 0 stands for every port, and only with persistence
     * @param pool the pool that serves, null only in mode health
     * @param maxConnections connections at once, 0 for no limit of its own
     * @param forwarded headers that tell the servers about the client
     * @param timeouts of the client's side
     * @param balancing what only packets that are forwarded one by one can have
     * @param inbound how connections of clients are taken
     */
    record Service(
            String name,
            Mode mode,
            List<Listener> listeners,
            @Nullable String pool,
            int maxConnections,
            VirtualServer.Forwarded forwarded,
            VirtualServer.Timeouts timeouts,
            VirtualServer.Balancing balancing,
            Inbound inbound)
            implements Spec {
        public Service {
            listeners = List.copyOf(listeners);
        }

        /** One whose clients have nothing in front of what they carry. */
        public Service(
                String name,
                Mode mode,
                List<Listener> listeners,
                @Nullable String pool,
                int maxConnections,
                VirtualServer.Forwarded forwarded,
                VirtualServer.Timeouts timeouts,
                VirtualServer.Balancing balancing) {
            this(name, mode, listeners, pool, maxConnections, forwarded, timeouts, balancing, Inbound.PLAIN);
        }

        @Override
        public Ref ref() {
            return new Ref.Service(name);
        }
    }

    /**
     * A pool without its members. A plane is told of it only while one of its virtual servers uses it.
     *
     * @param pool its name
     * @param scheduler name of the scheduler: of a {@link SchedulerFactory}, or one of the plane's own
     * @param schedulerArguments what stands in brackets after it: handed on in {@link Members#arguments()}, or flags of the plane's own
     *     scheduler such as {@code port,fallback}; sorted, without blanks, may be empty
     * @param factory makes one picker for each event loop; what it makes never throws and never returns a stranger. Null for a plane that
     *     has schedulers of its own
     * @param retries connection attempts after the first failed one
     * @param drain how long a member that is {@link Presence#LEAVING} keeps the flows it has; zero: as long as they last
     * @param timeouts of the server's side
     * @param outbound how connections to its servers begin
     */
    record Group(
            String pool,
            String scheduler,
            String schedulerArguments,
            @Nullable SchedulerFactory factory,
            int retries,
            Duration drain,
            Pool.Timeouts timeouts,
            Outbound outbound)
            implements Spec {
        /** One whose servers get nothing but what clients send. */
        public Group(
                String pool,
                String scheduler,
                String schedulerArguments,
                @Nullable SchedulerFactory factory,
                int retries,
                Duration drain,
                Pool.Timeouts timeouts) {
            this(pool, scheduler, schedulerArguments, factory, retries, drain, timeouts, Outbound.PLAIN);
        }

        @Override
        public Ref ref() {
            return new Ref.Group(pool);
        }
    }

    /**
     * A real server, or the sorry server of a pool under the name {@link Pool#SORRY}.
     *
     * @param server its name
     * @param id see {@link Member#id()}; members are ordered by it
     * @param address where its traffic goes
     * @param weight share of new flows in sixteenths, 0–16 × {@link DataPlane.Capabilities#maxWeight()}; whole units (multiples of 16)
     *     without {@link DataPlane.Feature#FINE_WEIGHTS}. What it would be if it served; it takes flows only when {@link #eligible}
     * @param maxConnections flows at once, 0 for no limit
     * @param forwarding how packets get there where they are forwarded one by one
     * @param upperThreshold connections above which it takes no new ones, 0 for none
     * @param lowerThreshold connections below which it takes new ones again, 0 for three quarters of the upper one
     * @param presence whether it takes flows, and what becomes of it when it does not
     */
    record Real(
            RealServerRef server,
            int id,
            InetSocketAddress address,
            int weight,
            int maxConnections,
            Forwarding forwarding,
            int upperThreshold,
            int lowerThreshold,
            Presence presence)
            implements Spec {
        @Override
        public Ref ref() {
            return new Ref.Real(server);
        }

        /** Tells whether it takes new flows now. */
        public boolean eligible() {
            return presence == Presence.SERVING;
        }
    }
}
