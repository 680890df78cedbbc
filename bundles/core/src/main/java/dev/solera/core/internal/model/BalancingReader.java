package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.api.Family;
import dev.solera.api.FirewallMark;
import dev.solera.api.Listener;
import dev.solera.api.Persistence;
import dev.solera.api.Protocol;
import dev.solera.api.VirtualServer.Balancing;
import dev.solera.spi.Keys;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what only packets that are forwarded one by one can have. */
final class BalancingReader {
    private final Keys keys;

    BalancingReader(Keys keys) {
        this.keys = keys;
    }

    Balancing read(List<FirewallMark> marks, List<Listener> listeners) {
        boolean v6 = marks.stream().anyMatch(m -> m.family() == Family.INET6)
                || listeners.stream().anyMatch(l -> Family.of(l.address().getAddress()) == Family.INET6);
        Persistence persistence = persistence(v6);
        boolean onePacket = keys.flag("one.packet", false);
        for (Listener listener : listeners) {
            String key = listener.name().equals("main") ? "listen" : "listen." + listener.name();
            if (listener.address().getPort() == 0 && persistence == null) {
                throw new Keys.BadKey(key, listener.toString(), "ports of 1..65535; 0 with persistence.timeout.s only");
            }
            if (onePacket && listener.protocol() != Protocol.UDP) {
                throw new Keys.BadKey("one.packet", "true", "listeners of udp alone, not " + listener);
            }
        }
        return marks.isEmpty() && persistence == null && !onePacket
                ? Balancing.PLAIN
                : new Balancing(marks, persistence, onePacket);
    }

    private @Nullable Persistence persistence(boolean v6) {
        String engine = keys.text("persistence.engine");
        String granularity = keys.text("persistence.granularity");
        int seconds = keys.number("persistence.timeout.s", 1, Persistence.MAX_SECONDS, 0);
        if (seconds == 0) {
            if (engine != null || granularity != null) {
                String key = engine != null ? "persistence.engine" : "persistence.granularity";
                throw new Keys.BadKey(key, keys.text(key), "persistence.timeout.s beside it");
            }
            return null;
        }
        if (engine != null && !engine.equals("sip")) {
            throw new Keys.BadKey("persistence.engine", engine, "sip");
        }
        int[] prefixes = granularity == null ? new int[] {32, 128} : prefixes(granularity, v6);
        return new Persistence(Duration.ofSeconds(seconds), prefixes[0], prefixes[1], engine);
    }

    /** A netmask is of IPv4; a number is of IPv6 where there is any, else of IPv4. */
    private static int[] prefixes(String text, boolean v6) {
        int[] prefixes = {0, 0};
        for (String word : text.split("[ \t]+")) {
            boolean mask = word.indexOf('.') >= 0;
            int length = mask ? netmask(word) : word.matches("[0-9]{1,3}") ? Integer.parseInt(word) : 0;
            int family = mask || !v6 ? 0 : 1;
            if (length < 1 || length > (family == 0 ? 32 : 128) || prefixes[family] != 0) {
                throw new Keys.BadKey(
                        "persistence.granularity",
                        text,
                        v6 ? "1..128, with a netmask beside it for IPv4" : "a netmask such as 255.255.255.0, or 1..32");
            }
            prefixes[family] = length;
        }
        return new int[] {prefixes[0] == 0 ? 32 : prefixes[0], prefixes[1] == 0 ? 128 : prefixes[1]};
    }

    /** Returns the prefix length of a netmask, 0 when it is none. */
    private static int netmask(String text) {
        try {
            InetAddress address = Addresses.parseIp(text);
            int bits = 0;
            for (byte b : address.getAddress()) {
                bits = bits << 8 | b & 0xff;
            }
            int length = Integer.bitCount(bits);
            return length > 0 && bits == -1 << 32 - length ? length : 0;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
