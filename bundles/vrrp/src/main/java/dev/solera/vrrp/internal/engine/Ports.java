package dev.solera.vrrp.internal.engine;

import dev.solera.spi.HostNetwork;
import dev.solera.spi.PacketPort;
import dev.solera.spi.PacketPort.Link;
import dev.solera.vrrp.internal.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The interfaces that are open, those to be opened, and those that could not be. Used by the timer thread. */
final class Ports {
    private static final long RETRY = 1_000_000_000L;
    private static final InetAddress GROUP_V4 = IpAddress.VRRP_GROUP_V4.toInetAddress();
    private static final InetAddress GROUP_V6 = IpAddress.VRRP_GROUP_V6.toInetAddress();

    private final PacketPort packets;
    private final HostNetwork network;
    private final Map<Port.Key, Port> ports = new LinkedHashMap<>();
    private final Map<String, Segment> segments = new HashMap<>();
    /** Those to drain, replaced when it changes. */
    private Port[] open = new Port[0];

    Ports(PacketPort packets, HostNetwork network) {
        this.packets = packets;
        this.network = network;
    }

    Segment segment(String interfaceName, boolean v6) {
        return segments.computeIfAbsent(interfaceName + (v6 ? "/6" : "/4"), name -> new Segment());
    }

    Segment segment(RouterKey key) {
        return segment(key.interfaceName(), key.v6());
    }

    /** Returns the port of such a kind, which is opened later when it is new. */
    Port acquire(Port.Key key, Router user) {
        Port port = ports.computeIfAbsent(key, k -> new Port(k, segment(k.interfaceName(), k.v6())));
        port.users.add(user);
        return port;
    }

    /** Closes the port when nobody else uses it. */
    void release(Port port, Router user) {
        port.users.remove(user);
        if (port.users.isEmpty()) {
            ports.remove(port.key);
            close(port);
        }
    }

    Port[] open() {
        return open;
    }

    /** Opens one port that waits for it, and tells its users. One at a time, so that adverts go out between. */
    void openOne(long nowNanos) {
        if (open.length == ports.size()) {
            return;
        }
        for (Port port : ports.values()) {
            if (port.link == null && (!port.tried || port.retryAtNanos - nowNanos <= 0)) {
                open(port, nowNanos);
                return;
            }
        }
    }

    /** Returns how long until one is to be opened. */
    long left(long nowNanos) {
        long left = Long.MAX_VALUE;
        if (open.length < ports.size()) {
            for (Port port : ports.values()) {
                if (port.link == null) {
                    left = Math.min(left, port.tried ? port.retryAtNanos - nowNanos : 0);
                }
            }
        }
        return left;
    }

    /** Closes what was opened on interfaces that are gone or have been made anew, and has the others tried again. */
    void onNetwork(long nowNanos) {
        for (Port port : List.copyOf(ports.values())) {
            int index = index(port);
            if (port.link == null) {
                port.retryAtNanos = nowNanos;
            } else if (index != port.index) {
                lose(port, index < 0 ? "no such interface" : "made anew", nowNanos);
                port.retryAtNanos = nowNanos;
            }
        }
    }

    /** Gives up a port that has failed until it can be opened again. */
    void lose(Port port, String why, long nowNanos) {
        close(port);
        port.why = port.key.interfaceName() + ": " + why;
        port.retryAtNanos = nowNanos + RETRY;
        List.copyOf(port.users).forEach(user -> user.reconsider(nowNanos));
    }

    void close() {
        List.copyOf(ports.values()).forEach(this::close);
        ports.clear();
    }

    private void open(Port port, long nowNanos) {
        port.tried = true;
        Port.Key key = port.key;
        Set<InetAddress> groups = key.multicast() ? Set.of(key.v6() ? GROUP_V6 : GROUP_V4) : Set.of();
        int index = index(port);
        try {
            if (index < 0) {
                throw new IOException("no such interface");
            }
            port.index = index;
            port.link = packets.open(new PacketPort.Request(key.interfaceName(), groups, key.sourceMac(), key.hears()));
            port.why = null;
            listOpen();
        } catch (IOException | RuntimeException e) {
            port.why = key.interfaceName() + ": " + (e.getMessage() == null ? e.toString() : e.getMessage());
            port.retryAtNanos = nowNanos + RETRY;
        }
        List.copyOf(port.users).forEach(user -> user.onPort(nowNanos));
    }

    private int index(Port port) {
        return network.find(port.key.interfaceName())
                .map(HostNetwork.Interface::index)
                .orElse(-1);
    }

    private void close(Port port) {
        @Nullable Link link = port.link;
        if (link != null) {
            port.link = null;
            link.close();
            listOpen();
        }
    }

    private void listOpen() {
        open = ports.values().stream().filter(port -> port.link != null).toArray(Port[]::new);
    }
}
