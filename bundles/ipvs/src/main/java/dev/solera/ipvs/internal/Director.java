package dev.solera.ipvs.internal;

import dev.solera.api.ApplianceException;
import dev.solera.api.Counters;
import dev.solera.api.IpvsConnection;
import dev.solera.api.IpvsDifference;
import dev.solera.api.IpvsTable;
import dev.solera.api.Mode;
import dev.solera.api.Protocol;
import dev.solera.api.Rates;
import dev.solera.ipvs.IpvsSettings;
import dev.solera.ipvs.kernel.Info;
import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.netlink.Errno;
import dev.solera.netlink.NetlinkException;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the conversation with the kernel, the clock and the threads: one lock around the {@link Balancer}, a thread that looks after what
 * is draining, another that counts. A kernel without IPVS is asked again at each reading.
 */
public final class Director implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Director.class);
    private static final Path CONNECTIONS = Path.of("/proc/thread-self/net/ip_vs_conn");
    private static final int MAX_WEIGHT = 65535;
    private static final long LOOK_MILLIS = 250;
    /** The rest between two looks is at least so many times as long as a look. */
    private static final int LOOK_SHARE = 10;

    private static final Set<DataPlane.Feature> FEATURES = EnumSet.of(
            DataPlane.Feature.MARKS,
            DataPlane.Feature.PERSISTENCE,
            DataPlane.Feature.ONE_PACKET,
            DataPlane.Feature.FORWARDING,
            DataPlane.Feature.THRESHOLDS);

    private final Connection connection;
    private final Locals locals;
    private final @Nullable Path ownedFile;
    private final LongSupplier nanoClock;
    private final ScheduledExecutorService keeper = thread("solera-ipvs");
    private final ScheduledExecutorService counter = thread("solera-ipvs-count");

    private IpvsSettings settings;
    private volatile @Nullable Session session;
    private volatile DataPlane.Capabilities capabilities;
    private volatile List<DataPlane.Draining> draining = List.of();
    private long nextLookNanos = System.nanoTime();
    private boolean closed;

    /** What there is while the kernel has an IPVS. */
    private record Session(
            IpvsKernel kernel,
            IpvsKernel reader,
            LocalAddresses local,
            Balancer balancer,
            Daemons daemons,
            Meter meter,
            String version) {}

    /** Makes what knows the host's addresses. */
    @FunctionalInterface
    public interface Locals {
        /**
         * Begins to watch.
         *
         * @param changed to be told after each change
         */
        LocalAddresses watch(Runnable changed) throws NetlinkException;
    }

    /**
     * Starts.
     *
     * @param ownedFile says which services are the appliance's; null to remember nothing
     */
    public Director(
            Connection connection,
            Locals locals,
            IpvsSettings settings,
            @Nullable Path ownedFile,
            LongSupplier nanoClock) {
        this.connection = connection;
        this.locals = locals;
        this.settings = settings;
        this.ownedFile = ownedFile;
        this.nanoClock = nanoClock;
        this.capabilities = unable("not tried yet");
        connect();
        keeper.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    public DataPlane.Capabilities capabilities() {
        return capabilities;
    }

    /** What the plane holds; nothing where there is no IPVS. */
    public synchronized Map<Ref, Spec> read() {
        Session now = connect();
        if (now == null) {
            return Map.of();
        }
        try {
            return now.balancer().read();
        } catch (NetlinkException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.EPERM) {
                end(
                        now,
                        String.valueOf(
                                e.getMessage())); // its module was unloaded, or the privilege is gone: begin anew
            }
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Makes edits; each is refused with the reason where there is no IPVS. */
    public synchronized List<Failure> apply(List<Edit> edits) {
        Session now = session;
        if (now == null) {
            String reason = capabilities.unable() + "; the choice is dataplane = proxy";
            return edits.stream()
                    .filter(edit -> !(edit instanceof Edit.Remove))
                    .map(edit -> new Failure(edit.ref(), reason))
                    .toList();
        }
        try {
            List<Failure> failures = now.balancer().apply(edits);
            draining = now.balancer().draining();
            return failures;
        } catch (NetlinkException | RuntimeException e) {
            LOG.warn("ipvs: {}", e.toString());
            return edits.stream()
                    .map(edit -> new Failure(edit.ref(), String.valueOf(e.getMessage())))
                    .toList();
        }
    }

    public Counters counters(Ref ref) {
        Session now = session;
        return now == null ? Counters.ZERO : now.meter().counters(ref);
    }

    public Rates rates(Ref ref) {
        Session now = session;
        return now == null ? Rates.ZERO : now.meter().rates(ref);
    }

    public List<DataPlane.Draining> draining() {
        return draining;
    }

    /** The kernel's table as it is now. */
    public IpvsTable table() {
        Session now = needed();
        try {
            TableReader reader = new TableReader(
                    now.balancer().wants(),
                    (service, destination) -> isDraining(now, service, destination),
                    now.local()::isHere);
            return reader.table(
                    now.reader().info(),
                    now.reader().timeouts(),
                    now.reader().daemons(),
                    now.reader().read());
        } catch (NetlinkException e) {
            throw new ApplianceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The first connections of the kernel's table. */
    public List<IpvsConnection> connections(int most) {
        needed();
        try (BufferedReader in = Files.newBufferedReader(CONNECTIONS)) {
            return ConnectionTable.read(in, most);
        } catch (IOException e) {
            throw new ApplianceException(CONNECTIONS + ": " + e.getMessage(), e);
        }
    }

    /** In what the kernel differs from what it is to have. */
    public List<IpvsDifference> differences() {
        Session now = needed();
        try {
            KnownTable table = KnownTable.of(now.reader().read());
            synchronized (this) {
                return now.balancer().differences(table);
            }
        } catch (NetlinkException e) {
            throw new ApplianceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Takes over other settings. */
    public synchronized void update(IpvsSettings now) {
        settings = now;
        Session there = session;
        if (there != null) {
            there.balancer().settings(now);
            capabilities = able(there.version(), there.daemons().bring(now));
        }
    }

    /** Deletes what is ours. */
    public synchronized void release() {
        Session now = session;
        if (now != null) {
            try {
                now.balancer().release();
                now.daemons().release();
            } catch (NetlinkException e) {
                LOG.warn("ipvs: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        keeper.shutdownNow();
        counter.shutdownNow();
        synchronized (this) {
            closed = true;
            Session now = session;
            if (now != null) {
                end(now, "stopped");
            }
        }
    }

    private void end(Session now, String reason) {
        session = null;
        capabilities = unable(reason);
        draining = List.of();
        now.kernel().close();
        now.reader().close();
        if (now.local() instanceof AddressWatch watch) {
            watch.close();
        }
    }

    /** The conversation, begun if need be and possible. */
    private synchronized @Nullable Session connect() {
        Session there = session;
        if (there != null || closed) {
            return there;
        }
        IpvsKernel kernel = null;
        try {
            kernel = connection.open();
            Info info = kernel.info();
            String version = "IPVS " + info.version() + ", " + info.connectionTableSize() + " buckets of connections";
            IpvsKernel reader = connection.open();
            LocalAddresses local = locals.watch(this::addressesChanged);
            Balancer balancer = new Balancer(kernel, new OwnedKeys(ownedFile), local, settings, nanoClock);
            Meter meter = new Meter(reader, balancer.wants(), counter, nanoClock);
            Session fresh = new Session(kernel, reader, local, balancer, new Daemons(kernel), meter, version);
            session = fresh;
            capabilities = able(version, fresh.daemons().bring(settings));
            LOG.info("ipvs: {}", version);
            return fresh;
        } catch (NetlinkException e) {
            if (kernel != null) {
                kernel.close();
            }
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(capabilities.unable())) {
                LOG.info("ipvs: cannot serve here: {}", reason);
            }
            capabilities = unable(reason);
            return null;
        }
    }

    private Session needed() {
        Session now = session;
        if (now == null) {
            throw new ApplianceException(String.valueOf(capabilities.unable()));
        }
        return now;
    }

    private synchronized boolean isDraining(
            Session now, dev.solera.ipvs.kernel.ServiceKey service, dev.solera.ipvs.kernel.DestinationKey at) {
        return now.balancer().drains().has(service, at)
                || now.balancer().drains().isLeaving(service);
    }

    /** A look at a large table takes long, and core waits for it: then the next one comes later. */
    private void look() {
        try {
            synchronized (this) {
                Session now = session;
                long began = System.nanoTime();
                if (now != null && now.balancer().isWaiting() && began - nextLookNanos >= 0) {
                    now.balancer().look();
                    draining = now.balancer().draining();
                    long ended = System.nanoTime();
                    nextLookNanos = ended + LOOK_SHARE * (ended - began);
                }
            }
        } catch (NetlinkException | RuntimeException e) {
            LOG.warn("ipvs: {}", e.toString());
        }
    }

    private void addressesChanged() {
        try {
            synchronized (this) {
                Session now = session;
                if (now != null) {
                    now.balancer().again();
                }
            }
        } catch (NetlinkException | RuntimeException e) {
            LOG.warn("ipvs: {}", e.toString());
        }
    }

    private static DataPlane.Capabilities able(String description, List<String> limits) {
        return new DataPlane.Capabilities(
                description,
                EnumSet.of(Mode.TCP),
                EnumSet.allOf(Protocol.class),
                KernelSchedulers.names(),
                FEATURES,
                MAX_WEIGHT,
                null,
                limits);
    }

    private static DataPlane.Capabilities unable(String reason) {
        return new DataPlane.Capabilities(
                "no IPVS",
                EnumSet.of(Mode.TCP),
                EnumSet.allOf(Protocol.class),
                KernelSchedulers.names(),
                FEATURES,
                MAX_WEIGHT,
                reason,
                List.of());
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
