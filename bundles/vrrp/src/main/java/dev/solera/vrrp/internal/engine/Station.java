package dev.solera.vrrp.internal.engine;

import dev.solera.api.Vip;
import dev.solera.spi.MacAddress;
import dev.solera.spi.PacketPort.Link;
import dev.solera.vrrp.internal.wire.AdvertCounters;
import dev.solera.vrrp.internal.wire.IpAddress;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where one virtual router speaks: its interface, what that lends it, and what stands ready to be sent there. Used by the timer thread. */
final class Station {
    private final Crew crew;
    private final Router router;
    private final AdvertCounters counters;
    private final Map<String, Port> announcing = new HashMap<>();
    private Port port;
    private Footing footing;
    private @Nullable Footing equippedFor;
    private @Nullable Exchange exchange;
    private @Nullable Placement placement;

    Station(Crew crew, Router router, Blueprint blueprint, AdvertCounters counters) {
        this.crew = crew;
        this.router = router;
        this.counters = counters;
        port = crew.ports().acquire(Port.Key.of(blueprint), router);
        footing = Footing.of(crew.network(), blueprint);
        openAnnouncing(blueprint);
    }

    Port port() {
        return port;
    }

    /** Returns the interface's own MAC address, null while it has none to speak from. */
    @Nullable
    MacAddress mac() {
        return footing.mac();
    }

    /** Returns what reads and writes adverts, null before there was an address to speak from. */
    @Nullable
    Exchange exchange() {
        return exchange;
    }

    /** Returns what goes on the host, null before there was an address to speak from. */
    @Nullable
    Placement placement() {
        return placement;
    }

    /** Returns what is missing to speak, in words; null for nothing. */
    @Nullable
    String lacking() {
        return footing.lacking() != null ? footing.lacking() : port.why;
    }

    /** Moves to where another configuration of the same virtual router speaks. */
    void move(Blueprint blueprint) {
        Port.Key key = Port.Key.of(blueprint);
        if (!key.equals(port.key)) {
            Port old = port;
            port = crew.ports().acquire(key, router);
            crew.ports().release(old, router);
        }
        openAnnouncing(blueprint);
        footing = Footing.of(crew.network(), blueprint);
    }

    /** Looks again at what the interface lends; returns whether that is something else now. */
    boolean look(Blueprint blueprint) {
        Footing found = Footing.of(crew.network(), blueprint);
        boolean other = !found.equals(footing);
        footing = found;
        return other;
    }

    /**
     * Makes ready what depends on the configuration, the interface's address and its MAC.
     *
     * @param before the configuration until now, null for none
     * @return the address adverts come from; null when there is none, and all is as it was
     */
    @Nullable
    IpAddress equip(Blueprint now, @Nullable Blueprint before) {
        MacAddress mac = footing.mac();
        IpAddress source = footing.source();
        if (mac == null || source == null) {
            return null;
        }
        if (before == null || exchange == null || !before.soundsLike(now) || !footing.equals(equippedFor)) {
            exchange = new Exchange(now, footing, counters, crew.ticks(), exchange);
        }
        equippedFor = footing;
        Map<String, Port> outlets = new HashMap<>(announcing);
        outlets.put(now.instance().interfaceName(), port);
        placement = new Placement(now, mac, outlets);
        return source;
    }

    /** Sends an advert, if there is where. */
    void send(int priority) throws IOException {
        Link link = port.link;
        Exchange with = exchange;
        if (link != null && with != null) {
            with.send(link, priority);
        }
    }

    void close() {
        crew.ports().release(port, router);
        announcing.values().forEach(p -> crew.ports().release(p, router));
    }

    /** Has every other interface open that a VIP is announced from. */
    private void openAnnouncing(Blueprint blueprint) {
        Map<String, Port> old = new HashMap<>(announcing);
        announcing.clear();
        String own = blueprint.instance().interfaceName();
        for (Vip vip : blueprint.instance().vips()) {
            String device = blueprint.device(vip);
            if (!device.equals(own) && !announcing.containsKey(device)) {
                announcing.put(device, crew.ports().acquire(Port.Key.announcing(device), router));
            }
        }
        old.values().forEach(p -> crew.ports().release(p, router));
    }
}
