package dev.solera.proxy;

import dev.solera.api.Counters;
import dev.solera.api.Forwarding;
import dev.solera.api.Inbound;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Outbound;
import dev.solera.api.Pool;
import dev.solera.api.Presence;
import dev.solera.api.Protocol;
import dev.solera.api.RealServerRef;
import dev.solera.api.TlsProfile;
import dev.solera.api.VirtualServer;
import dev.solera.api.VirtualServer.Forwarded;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import dev.solera.proxy.internal.tls.Library;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Members;
import dev.solera.spi.Ref;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A plane with one virtual server {@code web} over one pool {@code web}; what a test does not set has a long default. */
final class Lab implements AutoCloseable {
    static final Ref.Service WEB = new Ref.Service("web");
    static final Ref.Group POOL = new Ref.Group("web");
    /** All tests can be run on another transport with {@code -Dsolera.test.transport=io_uring}. */
    private static final Transport TRANSPORT = Transport.valueOf(
            System.getProperty("solera.test.transport", "auto").toUpperCase(java.util.Locale.ROOT));

    static final ProxySettings SETTINGS = new ProxySettings(
            TRANSPORT,
            2,
            0,
            16384,
            8192,
            100,
            65536,
            128,
            Duration.ofSeconds(30),
            Duration.ZERO,
            Library.AUTO,
            ProxySettings.Http2.DEFAULT);

    final ProxyPlane plane;
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Duration client = Duration.ofSeconds(20);
    Duration request = Duration.ofSeconds(20);
    Duration keepAlive = Duration.ofSeconds(20);
    Duration tunnel = Duration.ofSeconds(20);
    Duration connect = Duration.ofSeconds(5);
    Duration server = Duration.ofSeconds(20);
    Duration queue = Duration.ofSeconds(20);
    Treatment xForwarded = Treatment.OFF;
    Treatment rfc7239 = Treatment.OFF;
    Inbound inbound = Inbound.PLAIN;
    Outbound outbound = Outbound.PLAIN;
    int maxConnections;
    int retries = 3;
    int reals;

    Lab() {
        this(SETTINGS);
    }

    Lab(ProxySettings settings) {
        this(new ProxyPlane(settings));
    }

    Lab(ProxyPlane plane) {
        this.plane = plane;
    }

    /** Starts {@code web} in front of {@code servers}. */
    Lab start(Mode mode, InetSocketAddress... servers) {
        group();
        for (InetSocketAddress server : servers) {
            real(server);
        }
        service(mode);
        return this;
    }

    Lab group() {
        apply(new Edit.Add(groupSpec()));
        return this;
    }

    Spec.Group groupSpec() {
        return new Spec.Group(
                "web",
                "rr",
                "",
                new RoundRobin(),
                retries,
                Duration.ZERO,
                new Pool.Timeouts(connect, server, queue),
                outbound);
    }

    Spec.Real real(InetSocketAddress address) {
        return real(address, 0);
    }

    /** Adds {@code web/s1}, {@code web/s2} and so on. */
    Spec.Real real(InetSocketAddress address, int maxConnections) {
        int id = ++reals;
        Spec.Real spec = spec(id, address, maxConnections, Presence.SERVING);
        apply(new Edit.Add(spec));
        return spec;
    }

    static Spec.Real spec(int id, InetSocketAddress address, int maxConnections, Presence presence) {
        return new Spec.Real(
                new RealServerRef("web", "s" + id),
                id,
                address,
                Members.WEIGHT_SCALE,
                maxConnections,
                Forwarding.NAT,
                0,
                0,
                presence);
    }

    Lab service(Mode mode) {
        apply(new Edit.Add(serviceSpec("web", mode, listen)));
        return this;
    }

    Spec.Service serviceSpec(String name, Mode mode, InetSocketAddress... addresses) {
        Listener[] listeners = new Listener[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            listeners[i] = new Listener("l" + i, addresses[i], Protocol.TCP);
        }
        return serviceSpec(name, mode, List.of(listeners));
    }

    Spec.Service serviceSpec(String name, Mode mode, List<Listener> listeners) {
        return new Spec.Service(
                name,
                mode,
                listeners,
                mode == Mode.HEALTH ? null : "web",
                maxConnections,
                new Forwarded(xForwarded, rfc7239),
                new VirtualServer.Timeouts(client, request, keepAlive, tunnel),
                VirtualServer.Balancing.PLAIN,
                inbound);
    }

    /** A service whose clients speak TLS. */
    Spec.Service tlsSpec(Mode mode, TlsProfile profile) {
        return serviceSpec("web", mode, List.of(new Listener("tls", listen, Protocol.TCP, profile)));
    }

    /** Applies what must not be refused. */
    void apply(Edit... edits) {
        List<Failure> failures = plane.apply(List.of(edits));
        if (!failures.isEmpty()) {
            throw new AssertionError(failures);
        }
    }

    InetSocketAddress address() {
        return plane.addresses("web").get(0);
    }

    Wire client() throws IOException {
        return Wire.to(address());
    }

    Counters counters() {
        return plane.counters(WEB);
    }

    Counters real(int id) {
        return plane.counters(new Ref.Real(new RealServerRef("web", "s" + id)));
    }

    @Override
    public void close() {
        plane.close();
    }

    /** One after the other. */
    static final class RoundRobin implements SchedulerFactory {
        @Override
        public String name() {
            return "rr";
        }

        @Override
        public Scheduler create(Members now, Scheduler previous) {
            int[] next = {0};
            return flow -> now.size() == 0 ? null : now.get(next[0]++ % now.size());
        }
    }
}
