package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.api.FirewallMark;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Protocol;
import dev.solera.api.TlsProfile;
import dev.solera.api.VirtualServer;
import dev.solera.api.VirtualServer.Balancing;
import dev.solera.api.VirtualServer.Forwarded;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import dev.solera.spi.Keys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code solera.virtualserver-<name>.cfg}. */
final class VirtualServerReader {
    private static final Pattern LISTEN =
            Pattern.compile("(.*):([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp|sctp))?(?:\\s+tls=(\\S+))?");
    private static final List<String> ALPN_HTTP = List.of("h2", "http/1.1");
    /** What servers behind mode tcp may be expected to speak. */
    private static final List<String> ALPN_BYTES = List.of("http/1.1");

    private static final int MAX_TIMEOUT_MS = 86_400_000;

    /** One address with all its ports. */
    private static final int MAX_LISTENERS = 65_535;

    private final Keys keys;
    private final Map<String, InetAddress> vips;
    private final Map<String, TlsProfile> profiles;
    private Mode mode = Mode.TCP;
    private final List<Keys.BadKey> unresolved = new ArrayList<>();

    /**
     * Makes a reader of one file.
     *
     * @param vips addresses by the names that listeners may call them
     * @param profiles of TLS, by name
     */
    VirtualServerReader(Keys keys, Map<String, InetAddress> vips, Map<String, TlsProfile> profiles) {
        this.keys = keys;
        this.vips = vips;
        this.profiles = profiles;
    }

    VirtualServer read(String name) {
        mode = keys.word("mode", Mode.class, Mode.TCP);
        String plane = keys.text("dataplane", "proxy");
        if (!List.of("proxy", "ipvs", "auto").contains(plane)) {
            throw new Keys.BadKey("dataplane", plane, "proxy, ipvs, auto");
        }
        String pool = keys.text("pool");
        if (pool == null && mode != Mode.HEALTH) {
            throw new Keys.BadKey("pool", null, "the name of a pool");
        }
        List<FirewallMark> marks = MarkReader.read(keys);
        List<Listener> listeners = listeners(!marks.isEmpty());
        Balancing balancing = new BalancingReader(keys).read(marks, listeners);
        return new VirtualServer(
                name,
                mode,
                plane,
                listeners,
                pool,
                keys.number("maxconn", 0, 10_000_000, 0),
                new Forwarded(
                        keys.word("header.x-forwarded", Treatment.class, Treatment.ADD),
                        keys.word("header.forwarded", Treatment.class, Treatment.ADD),
                        keys.flag("header.client-subject", false)),
                timeouts(),
                balancing,
                keys.flag("ha.suspend", false),
                new InboundReader(keys).read());
    }

    /** Returns what names a VIP that is not there; the virtual server that was read lacks those listeners. */
    List<Keys.BadKey> unresolved() {
        return unresolved;
    }

    private VirtualServer.Timeouts timeouts() {
        int request = keys.number("timeout.http.request.ms", 1, MAX_TIMEOUT_MS, 10_000);
        return new VirtualServer.Timeouts(
                Duration.ofMillis(keys.number("timeout.client.ms", 1, MAX_TIMEOUT_MS, 60_000)),
                Duration.ofMillis(request),
                Duration.ofMillis(keys.number("timeout.http.keepalive.ms", 1, MAX_TIMEOUT_MS, 60_000)),
                Duration.ofMillis(keys.number("timeout.tunnel.ms", 1, MAX_TIMEOUT_MS, 3_600_000)));
    }

    private List<Listener> listeners(boolean marked) {
        List<Listener> listeners = new ArrayList<>();
        String only = keys.text("listen");
        if (only != null) {
            listeners.addAll(parse("listen", "main", only));
        }
        Map<String, String> named = keys.group("listen");
        named.forEach((name, value) -> {
            listeners.addAll(parse("listen." + name, name, value));
            if (listeners.size() > MAX_LISTENERS) {
                throw new Keys.BadKey("listen." + name, value, "at most " + MAX_LISTENERS + " listeners");
            }
        });
        if (listeners.isEmpty() && unresolved.isEmpty() && !marked) {
            throw new Keys.BadKey("listen", null, "address:port");
        }
        return listeners;
    }

    private List<Listener> parse(String key, String name, String value) {
        Matcher m = LISTEN.matcher(value);
        if (!m.matches()) {
            throw new Keys.BadKey(
                    key,
                    value,
                    "address:port, address:first-last or first-last:port, with /udp or /sctp behind it if not tcp, "
                            + "tls=<name> behind a blank");
        }
        int first = Integer.parseInt(m.group(2));
        int last = m.group(3) == null ? first : Integer.parseInt(m.group(3));
        if (last > 65535 || last < first || first == 0 && last > 0) {
            throw new Keys.BadKey(key, value, "ports of 1..65535");
        }
        Protocol protocol =
                m.group(4) == null ? Protocol.TCP : Protocol.valueOf(m.group(4).toUpperCase(Locale.ROOT));
        TlsProfile tls = null;
        if (m.group(5) != null) {
            tls = profile(key, value, m.group(5), protocol);
            if (tls == null) {
                return List.of();
            }
        }
        List<Listener> listeners = new ArrayList<>(last - first + 1);
        for (InetAddress address : addresses(key, value, m.group(1))) {
            for (int port = first; port <= last; port++) {
                listeners.add(new Listener(name, new InetSocketAddress(address, port), protocol, tls));
            }
            if (listeners.size() > MAX_LISTENERS) {
                throw new Keys.BadKey(key, value, "at most " + MAX_LISTENERS + " listeners");
            }
        }
        return listeners;
    }

    private @Nullable TlsProfile profile(String key, String value, String name, Protocol protocol) {
        if (protocol != Protocol.TCP) {
            throw new Keys.BadKey(key, value, "tls= with tcp alone");
        }
        TlsProfile profile = profiles.get(name);
        if (profile == null) {
            String there = profiles.isEmpty() ? "there is none" : String.join(", ", new TreeSet<>(profiles.keySet()));
            unresolved.add(new Keys.BadKey(key, value, "tls= and the name of a solera.tls-<name>.cfg; " + there));
        }
        return profile == null || !profile.alpn().isEmpty()
                ? profile
                : profile.offering(mode == Mode.HTTP ? ALPN_HTTP : ALPN_BYTES);
    }

    private List<InetAddress> addresses(String key, String value, String host) {
        try {
            return AddressRange.isOne(host) && !vips.containsKey(host)
                    ? AddressRange.parse(host)
                    : one(key, value, host);
        } catch (IllegalArgumentException e) {
            throw e instanceof Keys.BadKey ? e : new Keys.BadKey(key, value, String.valueOf(e.getMessage()));
        }
    }

    private List<InetAddress> one(String key, String value, String host) {
        InetAddress address = address(key, value, host);
        return address == null ? List.of() : List.of(address);
    }

    private @Nullable InetAddress address(String key, String value, String host) {
        String literal = host.equals("*") ? "0.0.0.0" : host;
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed != host.contains(":")) {
            // Without brackets nobody can tell the port of 2001:db8::1:80 from its address.
            throw new Keys.BadKey(key, value, "192.0.2.1:80 or [2001:db8::1]:80");
        }
        if (bracketed) {
            literal = host.substring(1, host.length() - 1);
        }
        try {
            return Addresses.parseIp(literal);
        } catch (IllegalArgumentException e) {
            InetAddress vip = vips.get(host);
            if (vip == null) {
                unresolved.add(new Keys.BadKey(key, value, expectedHost()));
            }
            return vip;
        }
    }

    private String expectedHost() {
        return "an IP address or the name of a VIP before the port; "
                + (vips.isEmpty() ? "there is no VIP" : "VIPs: " + String.join(", ", new TreeSet<>(vips.keySet())));
    }
}
