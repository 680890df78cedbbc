package dev.solera.itests.kernel;

import dev.solera.api.Addresses;
import dev.solera.api.Forwarding;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Persistence;
import dev.solera.api.Pool;
import dev.solera.api.Presence;
import dev.solera.api.Protocol;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.spi.Edit;
import dev.solera.spi.Spec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Specs as core would write them. */
final class Site {
    private Site() {}

    static Edit add(Spec spec) {
        return new Edit.Add(spec);
    }

    static Edit change(Spec from, Spec to) {
        return new Edit.Change(from, to);
    }

    static Edit remove(Spec spec) {
        return new Edit.Remove(spec.ref(), Edit.Remove.NO_DEADLINE);
    }

    static Edit removeIn(Spec spec, Duration time) {
        return new Edit.Remove(spec.ref(), System.nanoTime() + time.toNanos());
    }

    /** A virtual server of the pool of its name; addresses as {@code 192.0.2.1:80}. */
    static Spec.Service service(String name, String... addresses) {
        return service(name, VirtualServer.Balancing.PLAIN, addresses);
    }

    static Spec.Service service(String name, VirtualServer.Balancing balancing, String... addresses) {
        List<Listener> listeners = Arrays.stream(addresses)
                .map(address -> new Listener("main", at(address), Protocol.TCP))
                .toList();
        return new Spec.Service(
                name,
                Mode.TCP,
                listeners,
                name,
                0,
                new VirtualServer.Forwarded(
                        VirtualServer.Forwarded.Treatment.OFF, VirtualServer.Forwarded.Treatment.OFF),
                new VirtualServer.Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                balancing);
    }

    static VirtualServer.Balancing persistent(int seconds) {
        return new VirtualServer.Balancing(
                List.of(), new Persistence(Duration.ofSeconds(seconds), 32, 128, null), false);
    }

    static Spec.Group group(String pool, String scheduler) {
        return group(pool, scheduler, "", Duration.ZERO);
    }

    static Spec.Group group(String pool, String scheduler, String arguments, Duration drain) {
        return new Spec.Group(
                pool,
                scheduler,
                arguments,
                null,
                0,
                drain,
                new Pool.Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }

    static Spec.Real real(String pool, int number, String address, int weight, Forwarding forwarding) {
        return real(pool, number, address, weight, forwarding, Presence.SERVING);
    }

    static Spec.Real real(
            String pool, int number, String address, int weight, Forwarding forwarding, Presence presence) {
        return new Spec.Real(
                new RealServerRef(pool, "web" + number),
                number,
                at(address),
                weight * 16,
                0,
                forwarding,
                0,
                0,
                presence);
    }

    static Spec.Real with(Spec.Real real, Presence presence) {
        return new Spec.Real(
                real.server(),
                real.id(),
                real.address(),
                real.weight(),
                real.maxConnections(),
                real.forwarding(),
                real.upperThreshold(),
                real.lowerThreshold(),
                presence);
    }

    static InetSocketAddress at(String address) {
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(
                Addresses.parseIp(address.substring(0, colon).replaceAll("[\\[\\]]", "")),
                Integer.parseInt(address.substring(colon + 1)));
    }
}
