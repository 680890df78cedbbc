package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.api.Family;
import dev.solera.api.FirewallMark;
import dev.solera.api.Forwarding;
import dev.solera.api.Inbound;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Outbound;
import dev.solera.api.Pool;
import dev.solera.api.Protocol;
import dev.solera.api.RealServer;
import dev.solera.api.VirtualServer;
import dev.solera.spi.DataPlane.Capabilities;
import dev.solera.spi.DataPlane.Feature;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a data plane can serve a virtual server as it is configured, and what stands in the way if not. Pure. */
public final class PlaneFit {
    /** What every kernel with IPVS can do; by it files are judged where no kernel is at hand. */
    public static final Capabilities IPVS = new Capabilities(
            "IPVS",
            Set.of(Mode.TCP),
            EnumSet.allOf(Protocol.class),
            SchedulerNames.KERNEL,
            Set.of(Feature.MARKS, Feature.PERSISTENCE, Feature.ONE_PACKET, Feature.FORWARDING, Feature.THRESHOLDS),
            RealServer.MAX_WEIGHT,
            null,
            List.of());

    /** What files may ask of the proxy; which protocols it speaks it says itself. */
    public static final Capabilities PROXY = new Capabilities(
            "proxy",
            EnumSet.allOf(Mode.class),
            EnumSet.allOf(Protocol.class),
            Set.of(),
            Set.of(Feature.CONNECTION_LIMITS, Feature.ANY_ADDRESS, Feature.TLS, Feature.INBOUND, Feature.FINE_WEIGHTS),
            256,
            null,
            List.of());

    private final String plane;
    private final Capabilities able;
    private final Collection<String> schedulers;
    private final List<Misfit> misfits = new ArrayList<>();

    private PlaneFit(String plane, Capabilities able, Collection<String> schedulers) {
        this.plane = plane;
        this.able = able;
        this.schedulers = schedulers;
    }

    /**
     * Returns why {@code plane} cannot serve {@code server}, empty when it can.
     *
     * @param pool the one it uses, null for none
     * @param installed names of the scheduler services; used for a plane without schedulers of its own
     */
    public static List<Misfit> misfits(
            VirtualServer server, @Nullable Pool pool, String plane, Capabilities able, Collection<String> installed) {
        PlaneFit fit =
                new PlaneFit(plane, able, able.schedulers().isEmpty() ? installed : new TreeSet<>(able.schedulers()));
        fit.server(server);
        if (pool != null) {
            fit.pool(pool);
        }
        return fit.misfits;
    }

    /**
     * Returns why the kernel would serve {@code server} otherwise than the proxy does although both can, null when it would not: members that
     * it cannot tell apart, or of another family than the clients.
     */
    public static @Nullable String kernelTrap(VirtualServer server, Pool pool) {
        Map<InetSocketAddress, String> seen = new HashMap<>();
        Set<Family> families = EnumSet.noneOf(Family.class);
        server.listeners().forEach(l -> families.add(Family.of(l.address().getAddress())));
        server.balancing().marks().forEach(mark -> families.add(mark.family()));
        for (RealServer real : pool.reals()) {
            String other = seen.putIfAbsent(real.address(), real.name());
            if (other != null) {
                return "real." + real.name() + ": " + Addresses.text(real.address()) + " is the address of " + other;
            }
            boolean sameFamily =
                    families.stream().allMatch(Family.of(real.address().getAddress())::equals);
            if (!sameFamily && real.forwarding().method() != Forwarding.Method.TUN) {
                return "real." + real.name() + ": " + Addresses.text(real.address())
                        + " is of another family than the clients";
            }
        }
        return null;
    }

    private void server(VirtualServer server) {
        if (!able.modes().contains(server.mode())) {
            server("mode", server.mode().text(), able.modes().stream().map(Mode::text));
        }
        for (Listener listener : server.listeners()) {
            String key = listener.name().equals("main") ? "listen" : "listen." + listener.name();
            if (!able.protocols().contains(listener.protocol())) {
                server(key, listener.toString(), able.protocols().stream().map(Protocol::text));
                break;
            }
            if (listener.address().getAddress().isAnyLocalAddress()
                    && !able.features().contains(Feature.ANY_ADDRESS)) {
                server(key, listener.toString(), "one address");
                break;
            }
            if (listener.tls() != null && !able.features().contains(Feature.TLS)) {
                server(key, "tls=" + listener.tls().name(), "no tls=");
                break;
            }
        }
        VirtualServer.Balancing balancing = server.balancing();
        for (FirewallMark mark : balancing.marks()) {
            if (!able.features().contains(Feature.MARKS)) {
                server("fwmark", String.valueOf(mark.number()), "listeners");
                break;
            }
        }
        if (balancing.persistence() != null && !able.features().contains(Feature.PERSISTENCE)) {
            long seconds = balancing.persistence().timeout().toSeconds();
            server("persistence.timeout.s", String.valueOf(seconds), "no such key");
        }
        if (balancing.onePacket() && !able.features().contains(Feature.ONE_PACKET)) {
            server("one.packet", "true", "false");
        }
        if (!able.features().contains(Feature.INBOUND)) {
            inbound(server.inbound());
        }
        if (server.maxConnections() > 0 && !able.features().contains(Feature.CONNECTION_LIMITS)) {
            server("maxconn", String.valueOf(server.maxConnections()), "no such key");
        }
    }

    private void inbound(Inbound inbound) {
        if (inbound.header() != Inbound.Header.OFF) {
            server("proxy.header", inbound.header().name().toLowerCase(Locale.ROOT), "off");
        }
        if (inbound.maxPerSource() > 0) {
            server("maxconn.source", String.valueOf(inbound.maxPerSource()), "no such key");
        }
        if (!inbound.poolsByHost().isEmpty()) {
            server("sni", String.join(" ", new TreeSet<>(inbound.poolsByHost().keySet())), "no such key");
        }
    }

    private void pool(Pool pool) {
        if (pool.outbound().header() != Outbound.Header.OFF && !able.features().contains(Feature.INBOUND)) {
            misfits.add(new Misfit(
                    true, "proxy.header", pool.outbound().header().name().toLowerCase(Locale.ROOT), on("off")));
        }
        if (pool.outbound().tls() != null && !able.features().contains(Feature.TLS)) {
            misfits.add(new Misfit(true, "server.tls", "true", on("false")));
        }
        if (pool.outbound().http2() && !able.features().contains(Feature.INBOUND)) {
            misfits.add(new Misfit(true, "server.http2", "true", on("false")));
        }
        if (SchedulerNames.on(pool, schedulers) == null) {
            misfits.add(new Misfit(
                    true,
                    "scheduler",
                    pool.schedulerText(),
                    on(schedulers.isEmpty() ? "a scheduler" : "one of " + String.join(", ", schedulers))));
        }
        for (RealServer real : pool.reals()) {
            if (real.weight() > able.maxWeight()) {
                real(real, "weight " + real.weight(), "weights of 0.." + able.maxWeight());
                return;
            }
            if (real.maxConnections() > 0 && !able.features().contains(Feature.CONNECTION_LIMITS)) {
                real(real, "maxconn " + real.maxConnections(), "uthreshold in its place");
                return;
            }
            if (real.upperThreshold() > 0 && !able.features().contains(Feature.THRESHOLDS)) {
                real(real, "uthreshold " + real.upperThreshold(), "maxconn in its place");
                return;
            }
        }
    }

    private void real(RealServer real, String value, String expected) {
        misfits.add(new Misfit(true, "real." + real.name(), value, on(expected)));
    }

    private void server(String key, String value, java.util.stream.Stream<String> expected) {
        server(key, value, expected.sorted().collect(Collectors.joining(", ")));
    }

    private void server(String key, String value, String expected) {
        misfits.add(new Misfit(false, key, value, on(expected)));
    }

    private String on(String expected) {
        return expected + " on data plane " + plane;
    }

    /**
     * Something in the way.
     *
     * @param ofPool whether the pool's file says it, else the virtual server's
     * @param key as written, but for what a default or a file of servers says
     * @param value the value
     * @param expected what the plane takes
     */
    public record Misfit(boolean ofPool, String key, String value, String expected) {
        @Override
        public String toString() {
            return key + ": " + value + " (expected: " + expected + ")";
        }
    }
}
