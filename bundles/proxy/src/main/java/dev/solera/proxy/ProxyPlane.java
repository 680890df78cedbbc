package dev.solera.proxy;

import dev.solera.api.Counters;
import dev.solera.api.Mode;
import dev.solera.api.Protocol;
import dev.solera.proxy.internal.Loop;
import dev.solera.proxy.internal.OpenFiles;
import dev.solera.proxy.internal.Registry;
import dev.solera.proxy.internal.ServerBudget;
import dev.solera.proxy.internal.Sockets;
import dev.solera.proxy.internal.tls.Vault;
import dev.solera.spi.Ages;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Explained;
import dev.solera.spi.Failure;
import dev.solera.spi.Flow;
import dev.solera.spi.Pulse;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data plane {@code proxy}. Starts its event loops when it is made and stops them in {@link #close}. */
public final class ProxyPlane implements DataPlane, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyPlane.class);

    /** As in HAProxy ({@code SRV_UWGHT_MAX}). */
    private static final int MAX_WEIGHT = 256;

    private final ProxySettings settings;
    private final Sockets sockets;
    private final MultiThreadIoEventLoopGroup threads;
    private final int loopCount;
    private final List<Loop> loops;
    private final Vault vault;
    private final Registry registry;
    private boolean closed;

    /** Starts with nothing to serve. */
    public ProxyPlane(ProxySettings settings) {
        this.settings = settings;
        this.sockets = Sockets.choose(settings.transport());
        this.loopCount =
                settings.eventLoops() == 0 ? Runtime.getRuntime().availableProcessors() : settings.eventLoops();
        this.threads = new MultiThreadIoEventLoopGroup(
                loopCount, new DefaultThreadFactory("solera-proxy", true), sockets.handlers());
        ServerBudget budget = new ServerBudget(limit(settings));
        List<Loop> made = new ArrayList<>();
        for (int i = 0; i < loopCount; i++) {
            made.add(new Loop(i, threads.next(), sockets, settings, budget, OpenFiles.pumps() / loopCount));
        }
        this.loops = List.copyOf(made);
        this.vault = new Vault(Path.of(System.getProperty("karaf.etc", "")), settings.tlsLibrary());
        this.registry = new Registry(loops, settings, limit(settings), vault);
        loops.forEach(loop -> loop.start(registry::lookAfterOthers));
    }

    /** Returns how many client connections it takes at once. */
    public int maxConnections() {
        return limit(settings);
    }

    private static int limit(ProxySettings settings) {
        return settings.maxConnections() == 0 ? OpenFiles.connections() : settings.maxConnections();
    }

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public Capabilities capabilities() {
        String description = sockets.name() + ", " + loopCount + (loopCount == 1 ? " event loop" : " event loops");
        return new Capabilities(
                description,
                EnumSet.allOf(Mode.class),
                Set.of(Protocol.TCP, Protocol.UDP),
                Set.of(),
                Set.of(
                        Feature.CONNECTION_LIMITS,
                        Feature.ANY_ADDRESS,
                        Feature.TLS,
                        Feature.INBOUND,
                        Feature.FINE_WEIGHTS),
                MAX_WEIGHT,
                null,
                limits());
    }

    private List<String> limits() {
        List<String> limits = new ArrayList<>(sockets.limits());
        if (!vault.problem().isEmpty()) {
            limits.add(vault.problem());
        }
        limits.addAll(vault.notes());
        limits.addAll(registry.notes());
        return limits;
    }

    @Override
    public Map<Ref, Spec> read() {
        return registry.read();
    }

    @Override
    public synchronized List<Failure> apply(List<Edit> edits) {
        if (closed) {
            return edits.stream()
                    .map(edit -> new Failure(edit.ref(), "the proxy is stopped"))
                    .toList();
        }
        return registry.apply(edits);
    }

    @Override
    public Counters counters(Ref ref) {
        return registry.counters(ref);
    }

    @Override
    public Ages ages(Ref.Real real) {
        return registry.ages(real);
    }

    @Override
    public List<Explained> explain(Ref.Service service, Flow flow) {
        return registry.explain(service.name(), flow);
    }

    @Override
    public List<Explained> lastServed() {
        return registry.lastServed();
    }

    @Override
    public long bufferBytes() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider told
                ? told.metric().usedDirectMemory()
                : 0;
    }

    /** Returns the beats of the event loops, in their order; they end with the plane. */
    public List<Pulse> pulses() {
        return List.copyOf(loops);
    }

    /** Returns how many directions of connections bytes go through the kernel alone in, just now. Safe from any thread. */
    public int pumping() {
        return loops.stream().mapToInt(loop -> loop.plumbing().running()).sum();
    }

    /** Returns where a virtual server listens, in the order of its listeners, with the ports the system chose for port 0. */
    public synchronized List<InetSocketAddress> addresses(String service) {
        return registry.addresses(service);
    }

    /** Takes over what can change while traffic flows: {@code maxconn}. The rest holds from the next start. */
    public void update(ProxySettings now) {
        registry.maxConnections(limit(now));
        LOG.info("proxy: {} connections at most", limit(now));
        if (!now.withMaxConnections(0).equals(settings.withMaxConnections(0))) {
            LOG.warn("proxy: changes of solera.proxy.cfg other than maxconn take effect at the next start");
        }
    }

    /** Stops listening, lets exchanges end for the time set, cuts the rest and stops the event loops. */
    @Override
    public void close() {
        close(settings.drain());
    }

    /** Closes as {@link #close()} does, and lets exchanges end for {@code atMost} when that is less than the time set. */
    public synchronized void close(Duration atMost) {
        if (closed) {
            return;
        }
        closed = true;
        registry.close(atMost.compareTo(settings.drain()) < 0 ? atMost : settings.drain());
        // The quiet moment lets the closing of sockets come to its end.
        threads.shutdownGracefully(50, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly(4, TimeUnit.SECONDS);
        loops.forEach(Loop::close);
        vault.close();
    }
}
