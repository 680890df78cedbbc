package dev.solera.ipvs;

import dev.solera.api.Addresses;
import dev.solera.spi.Keys;
import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code solera.ipvs.cfg} says.
 *
 * @param adopt whether a service that is wanted and that somebody else has made becomes Solera's
 * @param repair what is done about what others change in Solera's services
 * @param modprobe whether modules may be loaded
 * @param tcpSeconds idle time of an established TCP connection, 0 for the kernel's
 * @param tcpFinSeconds the same after a FIN
 * @param udpSeconds idle time of a UDP flow
 * @param sync how connections are shared with other directors, null for not at all
 */
public record IpvsSettings(
        boolean adopt,
        Repair repair,
        boolean modprobe,
        int tcpSeconds,
        int tcpFinSeconds,
        int udpSeconds,
        @Nullable Sync sync) {
    /** What holds without a file. */
    public static final IpvsSettings DEFAULT = new IpvsSettings(false, Repair.AUTO, true, 0, 0, 0, null);

    /** Longest timeout that the kernel takes: it counts in ticks of an int. */
    private static final int MAX_SECONDS = 2_000_000;

    /** What is done about a change by others. */
    public enum Repair {
        /** It is undone. */
        AUTO,
        /** It is told, and undone only when Solera next changes that service. */
        REPORT
    }

    /** Which sync daemons run. */
    public enum SyncMode {
        BOTH,
        MASTER,
        BACKUP,
        OFF
    }

    /**
     * How connections are shared.
     *
     * @param networkInterface where
     * @param id 0–255, the same on directors that share
     * @param maxBytes largest message, 0 for what fits the interface
     * @param port UDP port, 0 for 8848
     * @param ttl of its messages, 0 for 1
     * @param group multicast address, null for 224.0.0.81
     * @param mode which daemons run
     */
    public record Sync(
            String networkInterface,
            int id,
            int maxBytes,
            int port,
            int ttl,
            @Nullable InetAddress group,
            SyncMode mode) {}

    /**
     * Reads the keys of {@code solera.ipvs.cfg}.
     *
     * @throws Keys.BadKey when a value is wrong or a key unknown
     */
    public static IpvsSettings of(Map<String, String> values) {
        Keys keys = new Keys(values);
        IpvsSettings settings = new IpvsSettings(
                keys.flag("adopt", DEFAULT.adopt),
                keys.word("repair", Repair.class, DEFAULT.repair),
                keys.flag("modprobe", DEFAULT.modprobe),
                keys.number("timeout.tcp.s", 0, MAX_SECONDS, 0),
                keys.number("timeout.tcpfin.s", 0, MAX_SECONDS, 0),
                keys.number("timeout.udp.s", 0, MAX_SECONDS, 0),
                sync(keys));
        for (String key : keys.unknown()) {
            throw new Keys.BadKey(key, values.get(key), "one of " + String.join(", ", keys.known()));
        }
        return settings;
    }

    private static @Nullable Sync sync(Keys keys) {
        String device = keys.text("sync.interface", "");
        Sync sync = new Sync(
                device,
                keys.number("sync.id", 0, 255, 0),
                keys.number("sync.maxlen", 1, 65507, 0),
                keys.number("sync.port", 1, 65535, 0),
                keys.number("sync.ttl", 1, 255, 0),
                group(keys.text("sync.group")),
                keys.word("sync.mode", SyncMode.class, SyncMode.BOTH));
        if (device.length() > 15) {
            throw new Keys.BadKey("sync.interface", device, "at most 15 characters");
        }
        return device.isEmpty() || sync.mode() == SyncMode.OFF ? null : sync;
    }

    private static @Nullable InetAddress group(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            InetAddress group = Addresses.parseIp(text);
            if (group.isMulticastAddress()) {
                return group;
            }
        } catch (IllegalArgumentException e) {
            throw new Keys.BadKey("sync.group", text, "a multicast address");
        }
        throw new Keys.BadKey("sync.group", text, "a multicast address");
    }
}
