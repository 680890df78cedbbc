package dev.solera.ipvs.internal;

import dev.solera.api.Forwarding;
import dev.solera.api.IpvsDestination;
import dev.solera.api.IpvsService;
import dev.solera.api.IpvsTable;
import dev.solera.api.Persistence;
import dev.solera.ipvs.kernel.DestinationKey;
import dev.solera.ipvs.kernel.DestinationState;
import dev.solera.ipvs.kernel.Info;
import dev.solera.ipvs.kernel.KernelDestination;
import dev.solera.ipvs.kernel.KernelService;
import dev.solera.ipvs.kernel.Method;
import dev.solera.ipvs.kernel.ServiceKey;
import dev.solera.ipvs.kernel.ServiceState;
import dev.solera.ipvs.kernel.SyncDaemon;
import dev.solera.ipvs.kernel.Timeouts;
import dev.solera.ipvs.kernel.Tunnel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The kernel's table in the words of the API. Pure. */
final class TableReader {
    private final Map<ServiceKey, Want> wants;
    private final BiPredicate<ServiceKey, DestinationKey> draining;
    private final Predicate<InetAddress> here;

    /**
     * Knows whose what is.
     *
     * @param draining tells who waits for its last connection
     * @param here tells which addresses this host has
     */
    TableReader(
            Map<ServiceKey, Want> wants,
            BiPredicate<ServiceKey, DestinationKey> draining,
            Predicate<InetAddress> here) {
        this.wants = wants;
        this.draining = draining;
        this.here = here;
    }

    IpvsTable table(Info info, Timeouts timeouts, List<SyncDaemon> daemons, List<ServiceState> states) {
        return new IpvsTable(
                info.version(),
                info.connectionTableSize(),
                Duration.ofSeconds(timeouts.tcp()),
                Duration.ofSeconds(timeouts.tcpFin()),
                Duration.ofSeconds(timeouts.udp()),
                daemons.stream().map(TableReader::daemon).toList(),
                states.stream().map(this::service).toList());
    }

    private IpvsService service(ServiceState state) {
        KernelService service = state.service();
        ServiceKey key = service.key();
        Want want = wants.get(key);
        long active = 0;
        long inactive = 0;
        List<IpvsDestination> destinations = new ArrayList<>();
        for (DestinationState one : state.destinations()) {
            active += one.active();
            inactive += one.inactive();
            destinations.add(destination(key, want, one));
        }
        return new IpvsService(
                key.family(),
                key.protocol(),
                key.socketAddress(),
                key.mark(),
                service.scheduler(),
                service.flagNames(),
                persistence(service),
                want == null ? null : want.virtualServer(),
                Meter.counters(state.traffic(), active, inactive),
                Meter.rates(state.traffic()),
                destinations);
    }

    private IpvsDestination destination(ServiceKey service, @Nullable Want want, DestinationState state) {
        KernelDestination destination = state.destination();
        Want.Destination whose = want == null ? null : want.destinations().get(destination.key());
        return new IpvsDestination(
                destination.key().socketAddress(),
                forwarding(destination),
                destination.method() == Method.LOCAL
                        || here.test(destination.key().address()),
                destination.weight(),
                destination.upperThreshold(),
                destination.lowerThreshold(),
                state.active(),
                state.inactive(),
                state.persistent(),
                whose == null ? null : whose.real(),
                draining.test(service, destination.key()),
                Meter.counters(state.traffic(), state.active(), state.inactive()),
                Meter.rates(state.traffic()));
    }

    /** What others made may be longer or narrower than ours can be; it is told as near as the words go. */
    private static @Nullable Persistence persistence(KernelService service) {
        if (!service.has(KernelService.PERSISTENT)) {
            return null;
        }
        int seconds = Math.max(1, Math.min(Persistence.MAX_SECONDS, service.persistenceSeconds()));
        int prefix = Math.max(1, service.prefixLength());
        return new Persistence(Duration.ofSeconds(seconds), Math.min(32, prefix), prefix, service.engine());
    }

    private static Forwarding forwarding(KernelDestination destination) {
        return switch (destination.method()) {
            case MASQUERADE, LOCAL, BYPASS -> Forwarding.NAT;
            case DIRECT -> Forwarding.DR;
            case TUNNEL -> tunnel(destination.tunnel());
        };
    }

    private static Forwarding tunnel(Tunnel tunnel) {
        Forwarding.Checksum checksum = (tunnel.flags() & Tunnel.CHECKSUM) != 0
                ? Forwarding.Checksum.CSUM
                : (tunnel.flags() & Tunnel.REMOTE_CHECKSUM) != 0
                        ? Forwarding.Checksum.REMCSUM
                        : Forwarding.Checksum.NONE;
        return switch (tunnel.type()) {
            case Tunnel.TYPE_GUE ->
                new Forwarding(Forwarding.Method.TUN, Forwarding.Tunnel.GUE, Math.max(1, tunnel.port()), checksum);
            case Tunnel.TYPE_GRE ->
                new Forwarding(
                        Forwarding.Method.TUN,
                        Forwarding.Tunnel.GRE,
                        0,
                        checksum == Forwarding.Checksum.REMCSUM ? Forwarding.Checksum.NONE : checksum);
            default -> Forwarding.IPIP;
        };
    }

    private static IpvsTable.SyncDaemon daemon(SyncDaemon daemon) {
        InetAddress group = daemon.group();
        return new IpvsTable.SyncDaemon(
                daemon.state(),
                daemon.networkInterface(),
                daemon.id(),
                daemon.maxBytes(),
                group == null ? "" : dev.solera.api.Addresses.text(group),
                daemon.port(),
                daemon.ttl());
    }
}
