package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.spi.Keys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks {@code solera.ipvs.cfg}; the data plane itself gets it from ConfigAdmin. Keys and ranges are the plane's: a file that is accepted here
 * must not be refused there.
 */
final class IpvsSettings {
    /** The kernel counts timeouts in ticks of an int. */
    private static final int MAX_TIMEOUT_S = 2_000_000;

    /** {@code IFNAMSIZ} without the zero at its end. */
    private static final int MAX_INTERFACE_NAME = 15;

    private static final List<String> REPAIR = List.of("auto", "report");
    private static final List<String> SYNC = List.of("off", "both", "master", "backup");

    private IpvsSettings() {}

    static void check(Keys keys) {
        keys.flag("adopt", false);
        word(keys, "repair", "auto", REPAIR);
        keys.flag("modprobe", true);
        keys.number("timeout.tcp.s", 0, MAX_TIMEOUT_S, 0);
        keys.number("timeout.tcpfin.s", 0, MAX_TIMEOUT_S, 0);
        keys.number("timeout.udp.s", 0, MAX_TIMEOUT_S, 0);
        String device = keys.text("sync.interface", "");
        if (device.length() > MAX_INTERFACE_NAME || !device.matches("[^\\s/]*")) {
            throw new Keys.BadKey("sync.interface", device, "a name of at most " + MAX_INTERFACE_NAME + " characters");
        }
        keys.number("sync.id", 0, 255, 0);
        keys.number("sync.maxlen", 1, 65_507, 1);
        keys.number("sync.port", 1, 65_535, 8848);
        keys.number("sync.ttl", 1, 255, 1);
        group(keys.text("sync.group"));
        word(keys, "sync.mode", "both", SYNC);
    }

    private static void word(Keys keys, String key, String fallback, List<String> words) {
        String word = keys.text(key, fallback);
        if (!words.contains(word)) {
            throw new Keys.BadKey(key, word, String.join(", ", words));
        }
    }

    private static void group(@Nullable String text) {
        if (text != null) {
            boolean multicast;
            try {
                multicast = Addresses.parseIp(text).isMulticastAddress();
            } catch (IllegalArgumentException e) {
                multicast = false;
            }
            if (!multicast) {
                throw new Keys.BadKey("sync.group", text, "a multicast address");
            }
        }
    }
}
