package dev.solera.spi;

import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Pool;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import java.net.InetSocketAddress;
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
     * @param listeners where it listens, at least one
     * @param pool the pool that serves, null only in mode health
     * @param maxConnections connections at once, 0 for no limit of its own
     * @param forwarded headers that tell the servers about the client
     * @param timeouts of the client's side
     */
    record Service(
            String name,
            Mode mode,
            List<Listener> listeners,
            @Nullable String pool,
            int maxConnections,
            VirtualServer.Forwarded forwarded,
            VirtualServer.Timeouts timeouts)
            implements Spec {
        public Service {
            listeners = List.copyOf(listeners);
        }

        @Override
        public Ref ref() {
            return new Ref.Service(name);
        }
    }

    /**
     * A pool without its members.
     *
     * @param pool its name
     * @param scheduler makes one picker for each event loop; what it makes never throws and never returns a stranger
     * @param schedulerArguments handed on in {@link Members#arguments()}
     * @param retries connection attempts after the first failed one
     * @param timeouts of the server's side
     */
    record Group(
            String pool, SchedulerFactory scheduler, String schedulerArguments, int retries, Pool.Timeouts timeouts)
            implements Spec {
        @Override
        public Ref ref() {
            return new Ref.Group(pool);
        }
    }

    /**
     * A real server.
     *
     * @param server its name
     * @param id see {@link Member#id()}; members are ordered by it
     * @param address where its traffic goes
     * @param weight share of new flows in sixteenths, 0–4096; 0 takes no new flows
     * @param maxConnections flows at once, 0 for no limit
     * @param eligible whether it takes new flows now: up, ready, and not a backup while others can serve
     */
    record Real(
            RealServerRef server, int id, InetSocketAddress address, int weight, int maxConnections, boolean eligible)
            implements Spec {
        @Override
        public Ref ref() {
            return new Ref.Real(server);
        }
    }
}
