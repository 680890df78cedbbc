package dev.solera.ipvs.internal;

import dev.solera.api.Addresses;
import dev.solera.api.Family;
import dev.solera.api.FirewallMark;
import dev.solera.api.Forwarding;
import dev.solera.api.Listener;
import dev.solera.api.Persistence;
import dev.solera.api.Presence;
import dev.solera.api.Protocol;
import dev.solera.ipvs.kernel.DestinationKey;
import dev.solera.ipvs.kernel.KernelDestination;
import dev.solera.ipvs.kernel.KernelService;
import dev.solera.ipvs.kernel.Method;
import dev.solera.ipvs.kernel.ServiceKey;
import dev.solera.ipvs.kernel.Tunnel;
import dev.solera.spi.Failure;
import dev.solera.spi.Members;
import dev.solera.spi.Spec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From specs to what the kernel is to have. Pure; what cannot be is said of the object at fault. */
final class Wanted {
    /** Longest name that the kernel takes ({@code IP_VS_PENAME_MAXLEN} less the NUL). */
    private static final int MAX_NAME = 15;

    private final Leave leave;
    private final List<Failure> failures = new ArrayList<>();

    /** @param leave says what becomes of a server that takes no flows */
    Wanted(Leave leave) {
        this.leave = leave;
    }

    /** Says whether a destination that takes no new flows stays in the kernel's table, and with which weight. */
    interface Leave {
        /** Returns it as it stays; null when it goes. */
        @Nullable
        KernelDestination staying(ServiceKey service, Spec.Real real, KernelDestination full);
    }

    /** What was wrong, so far. */
    List<Failure> failures() {
        return failures;
    }

    /** The kernel services of a virtual server; none of them when it cannot be. */
    Map<ServiceKey, Want> of(Spec.Service service, Spec.@Nullable Group group, Collection<Spec.Real> reals) {
        Map<ServiceKey, Want> wants = new LinkedHashMap<>();
        if (group == null) {
            failures.add(
                    new Failure(service.ref(), "pool: " + service.pool() + " (expected: one that ipvs can serve)"));
            return wants;
        }
        List<KernelService> kernel;
        try {
            KernelSchedulers.check(group.scheduler());
            KernelSchedulers.flags(group.scheduler(), group.schedulerArguments());
        } catch (IllegalArgumentException e) {
            failures.add(new Failure(group.ref(), String.valueOf(e.getMessage())));
            return wants;
        }
        try {
            kernel = services(service, group);
        } catch (IllegalArgumentException e) {
            failures.add(new Failure(service.ref(), String.valueOf(e.getMessage())));
            return wants;
        }
        for (KernelService one : kernel) {
            Map<DestinationKey, Want.Destination> destinations = new LinkedHashMap<>();
            for (Spec.Real real : reals) {
                put(destinations, one.key(), real);
            }
            wants.put(one.key(), new Want(service.name(), group.pool(), one, destinations));
        }
        return wants;
    }

    private static List<KernelService> services(Spec.Service service, Spec.Group group) {
        String scheduler = group.scheduler();
        int flags = KernelSchedulers.flags(group.scheduler(), group.schedulerArguments())
                | (service.balancing().onePacket() ? KernelService.ONE_PACKET : 0);
        List<ServiceKey> keys = new ArrayList<>();
        for (Listener listener : service.listeners()) {
            check(service, listener);
            keys.add(ServiceKey.of(listener.protocol(), listener.address()));
        }
        for (FirewallMark mark : service.balancing().marks()) {
            keys.add(ServiceKey.ofMark(mark.number(), mark.family()));
        }
        Persistence persistence = service.balancing().persistence();
        List<KernelService> all = new ArrayList<>();
        for (ServiceKey key : keys) {
            KernelService plain = KernelService.of(key, scheduler, flags);
            all.add(persistence == null ? plain : persistent(plain, persistence));
        }
        return all;
    }

    private static void check(Spec.Service service, Listener listener) {
        InetAddress address = listener.address().getAddress();
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException("listen: " + listener + " (expected: one address of one host)");
        }
        if (listener.address().getPort() == 0 && service.balancing().persistence() == null) {
            throw new IllegalArgumentException("listen: " + listener + " (expected: a port, or persistence)");
        }
        if (service.balancing().onePacket() && listener.protocol() != Protocol.UDP) {
            throw new IllegalArgumentException("one-packet: listener " + listener + " (expected: udp)");
        }
    }

    private static KernelService persistent(KernelService plain, Persistence persistence) {
        String engine = persistence.engine();
        if (engine != null && engine.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "persistence engine: " + engine + " (expected: at most " + MAX_NAME + " characters)");
        }
        return plain.persistent(
                (int) persistence.timeout().toSeconds(),
                persistence.prefix(plain.key().family()),
                engine);
    }

    private void put(Map<DestinationKey, Want.Destination> destinations, ServiceKey service, Spec.Real real) {
        KernelDestination full;
        try {
            full = destination(service, real);
        } catch (IllegalArgumentException e) {
            failures.add(new Failure(real.ref(), String.valueOf(e.getMessage())));
            return;
        }
        Want.Destination other = destinations.get(full.key());
        if (other != null) {
            failures.add(new Failure(
                    real.ref(),
                    "address: " + Addresses.text(real.address()) + " (expected: another than real server "
                            + other.real() + " has)"));
            return;
        }
        KernelDestination to =
                switch (real.presence()) {
                    case SERVING -> full;
                    case KEPT -> full.withWeight(0);
                    case LEAVING, OUT, CUT -> leave.staying(service, real, full);
                };
        if (to != null) {
            boolean leaving = real.presence() == Presence.LEAVING;
            destinations.put(to.key(), new Want.Destination(real.server(), to, leaving));
        }
    }

    static KernelDestination destination(ServiceKey service, Spec.Real real) {
        Forwarding forwarding = real.forwarding();
        InetAddress address = real.address().getAddress();
        if (Family.of(address) != service.family() && forwarding.method() != Forwarding.Method.TUN) {
            throw new IllegalArgumentException("address: " + Addresses.text(real.address()) + " (expected: "
                    + (service.family() == Family.INET ? "IPv4" : "IPv6") + " as " + service
                    + ", or forwarding = tun)");
        }
        if (real.lowerThreshold() > real.upperThreshold()) {
            throw new IllegalArgumentException(
                    "lower threshold: " + real.lowerThreshold() + " (expected: 0.." + real.upperThreshold() + ")");
        }
        return new KernelDestination(
                key(service, real),
                method(forwarding),
                weight(real.weight()),
                real.upperThreshold(),
                real.lowerThreshold(),
                tunnel(forwarding));
    }

    /** A packet that is not rewritten keeps its port; the kernel wants to be told that. */
    static DestinationKey key(ServiceKey service, Spec.Real real) {
        boolean rewritten = real.forwarding().method() == Forwarding.Method.NAT;
        return new DestinationKey(
                real.address().getAddress(), rewritten ? real.address().getPort() : service.port());
    }

    /** Sixteenths to units, rounded up: whoever has a share keeps one. */
    static int weight(int sixteenths) {
        return (sixteenths + Members.WEIGHT_SCALE - 1) / Members.WEIGHT_SCALE;
    }

    private static Method method(Forwarding forwarding) {
        return switch (forwarding.method()) {
            case NAT -> Method.MASQUERADE;
            case DR -> Method.DIRECT;
            case TUN -> Method.TUNNEL;
        };
    }

    private static Tunnel tunnel(Forwarding forwarding) {
        if (forwarding.method() != Forwarding.Method.TUN) {
            return Tunnel.IPIP;
        }
        int type =
                switch (forwarding.tunnel()) {
                    case IPIP -> Tunnel.TYPE_IPIP;
                    case GUE -> Tunnel.TYPE_GUE;
                    case GRE -> Tunnel.TYPE_GRE;
                };
        int flags =
                switch (forwarding.checksum()) {
                    case NONE -> 0;
                    case CSUM -> Tunnel.CHECKSUM;
                    case REMCSUM -> Tunnel.REMOTE_CHECKSUM;
                };
        return new Tunnel(type, forwarding.tunnelPort(), flags);
    }
}
