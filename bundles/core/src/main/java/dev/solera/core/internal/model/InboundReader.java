package dev.solera.core.internal.model;

import dev.solera.api.Inbound;
import dev.solera.api.Inbound.Header;
import dev.solera.api.Network;
import dev.solera.spi.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads how connections of clients are taken, in {@code solera.virtualserver-<name>.cfg}. */
final class InboundReader {
    private static final String HOST =
            "(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*";

    private final Keys keys;

    InboundReader(Keys keys) {
        this.keys = keys;
    }

    Inbound read() {
        Header header = keys.word("proxy.header", Header.class, Header.OFF);
        List<Network> trusted = trusted();
        if (header == Header.OPTIONAL && trusted.isEmpty()) {
            throw new Keys.BadKey(
                    "proxy.from", null, "the networks whose header is believed, with proxy.header = optional");
        }
        return new Inbound(
                header,
                trusted,
                keys.number("maxconn.source", 0, 10_000_000, 0),
                Duration.ofMillis(keys.number("inspect.delay.ms", 1, 600_000, 5_000)),
                poolsByHost(),
                new Inbound.Datagrams(
                        Duration.ofMillis(keys.number("timeout.udp.ms", 1, 86_400_000, 30_000)),
                        keys.number("udp.responses", 0, 65_535, 0)),
                keys.number("request.body.max.bytes", 0, Integer.MAX_VALUE, 0));
    }

    private List<Network> trusted() {
        Map<String, String> all = new LinkedHashMap<>();
        String only = keys.text("proxy.from");
        if (only != null) {
            all.put("proxy.from", only);
        }
        keys.group("proxy.from").forEach((name, value) -> all.put("proxy.from." + name, value));
        List<Network> networks = new ArrayList<>();
        all.forEach((key, value) -> {
            try {
                networks.add(Network.parse(value, false));
            } catch (IllegalArgumentException e) {
                throw new Keys.BadKey(key, value, String.valueOf(e.getMessage()));
            }
        });
        return networks;
    }

    private Map<String, String> poolsByHost() {
        Map<String, String> byHost = new LinkedHashMap<>();
        keys.group("sni").forEach((pool, hosts) -> {
            for (String host : hosts.split("[ \\t]+")) {
                String lower = host.toLowerCase(Locale.ROOT);
                if (!lower.matches(HOST)) {
                    throw new Keys.BadKey("sni." + pool, hosts, "names of hosts, *. in front of one for any one label");
                }
                String other = byHost.putIfAbsent(lower, pool);
                if (other != null) {
                    throw new Keys.BadKey("sni." + pool, hosts, "each host once; " + lower + " goes to " + other);
                }
            }
        });
        return byHost;
    }
}
