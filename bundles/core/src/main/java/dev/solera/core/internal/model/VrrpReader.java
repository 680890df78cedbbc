package dev.solera.core.internal.model;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.spi.Keys;
import dev.solera.spi.Keys.BadKey;
import dev.solera.spi.VrrpSecrets;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads {@code solera.vrrp-<name>.cfg}. Defaults are keepalived's. */
final class VrrpReader {
    private static final int MOST_VIPS = 255;
    private static final int LONGEST_DELAY_MS = 1_000_000;
    private static final String EXTRA = "extra.";

    private final Keys keys;
    private final UnaryOperator<String> secrets;

    /**
     * Makes a reader of one file.
     *
     * @param secrets reads the file that a value such as {@code file:vrrp.key} names; throws IllegalArgumentException with the reason when it cannot
     */
    VrrpReader(Keys keys, UnaryOperator<String> secrets) {
        this.keys = keys;
        this.secrets = secrets;
    }

    /**
     * Reads one file. What it did not ask for, {@link Keys#unknown()} has.
     *
     * @throws BadKey when a value is wrong; secrets are not repeated
     */
    Router read(String name) {
        List<Vip> vips = vips();
        boolean v6 = isV6(firstAdvertised(vips));
        int version = keys.number("version", 2, 3, v6 ? 3 : 2);
        if (v6 && version == 2) {
            throw new BadKey("version", "2", "3 for IPv6 addresses");
        }
        int intervalMs = interval(version);
        boolean preempt = keys.flag("preempt", true);
        VrrpSecrets auth = new AuthReader(keys, secrets).read(version, intervalMs);
        List<TrackSettings> tracks = new TrackReader(keys, v6).read();
        VrrpInstance instance = new VrrpInstance(
                name,
                interfaceName(),
                required("vrid", 1, 255),
                version,
                keys.number("priority", 1, 255, 100),
                Duration.ofMillis(intervalMs),
                vips,
                preempt,
                Duration.ofMillis(preemptDelay(preempt)),
                Duration.ofMillis(keys.number("startup.delay.ms", 0, LONGEST_DELAY_MS, 0)),
                keys.number("down.adverts", 1, 100, 3),
                keys.flag("lower.advert", true),
                keys.flag("higher.advert", true),
                keys.flag("owner.ignore", false),
                keys.flag("checksum.pseudoheader", true),
                keys.flag("checksum.strict", false),
                source(v6),
                keys.flag("vmac", false),
                keys.flag("accept", true),
                AuthReader.words(auth),
                UnicastReader.read(keys, v6),
                AnnounceReader.read(keys),
                new RouteReader(keys, v6).routes(),
                new RouteReader(keys, v6).rules(),
                tracks.stream().map(TrackSettings::track).toList());
        return new Router(instance, auth, tracks);
    }

    /** Parses an address of one family. */
    static InetAddress address(String key, String value, String text, boolean v6) {
        try {
            InetAddress address = Addresses.parseIp(text);
            if (isV6(address) == v6) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new BadKey(key, value, v6 ? "an IPv6 address" : "an IPv4 address");
        }
        throw new BadKey(key, value, (v6 ? "an IPv6 address" : "an IPv4 address") + ", as the VIPs are");
    }

    static boolean isV6(InetAddress address) {
        return address.getAddress().length == 16;
    }

    private List<Vip> vips() {
        List<Vip> vips = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<InetAddress> addresses = new HashSet<>();
        keys.group("vip").forEach((rest, value) -> {
            boolean extra = rest.startsWith(EXTRA);
            String key = "vip." + rest;
            Vip vip = VipReader.read(key, extra ? rest.substring(EXTRA.length()) : rest, value, !extra);
            if (!names.add(vip.name().toLowerCase(Locale.ROOT))) {
                throw new BadKey(key, value, "a name of its own, whatever the case");
            }
            if (!addresses.add(vip.address())) {
                throw new BadKey(key, value, "each address once");
            }
            checkAdvertised(key, value, vip, vips);
            vips.add(vip);
        });
        if (vips.stream().noneMatch(Vip::advertised)) {
            throw new BadKey("vip.<name>", null, "at least one address");
        }
        return vips;
    }

    private static void checkAdvertised(String key, String value, Vip vip, List<Vip> before) {
        List<Vip> advertised = before.stream().filter(Vip::advertised).toList();
        if (!vip.advertised() || advertised.isEmpty()) {
            return;
        }
        Vip first = advertised.get(0);
        if (isV6(first.address()) != isV6(vip.address())) {
            throw new BadKey(key, value, "the family of vip." + first.name() + "; others as vip.extra." + vip.name());
        }
        if (advertised.size() == MOST_VIPS) {
            throw new BadKey(key, value, "at most 255 in an advert; others as vip.extra." + vip.name());
        }
    }

    private static InetAddress firstAdvertised(List<Vip> vips) {
        return vips.stream().filter(Vip::advertised).findFirst().orElseThrow().address();
    }

    private String interfaceName() {
        String name = keys.text("interface");
        if (name == null || !VipReader.INTERFACE.matcher(name).matches()) {
            throw new BadKey("interface", name, "an interface such as eth0");
        }
        return name;
    }

    private int required(String key, int min, int max) {
        if (keys.text(key) == null) {
            throw new BadKey(key, null, min + ".." + max);
        }
        return keys.number(key, min, max, min);
    }

    private int interval(int version) {
        String key = "advert.interval.ms";
        String expected = version == 2
                ? "whole seconds, 1000..255000; version = 3 can do less"
                : "hundredths of a second, 10..40950 in steps of 10";
        int step = version == 2 ? 1000 : 10;
        int most = version == 2 ? 255_000 : 40_950;
        int interval = keys.number(key, 0, Integer.MAX_VALUE, 1000);
        if (interval < step || interval > most || interval % step != 0) {
            throw new BadKey(key, keys.text(key), expected);
        }
        return interval;
    }

    private int preemptDelay(boolean preempt) {
        int delay = keys.number("preempt.delay.ms", 0, LONGEST_DELAY_MS, 0);
        if (delay > 0 && !preempt) {
            throw new BadKey("preempt.delay.ms", keys.text("preempt.delay.ms"), "0 with preempt = false");
        }
        return delay;
    }

    private @Nullable InetAddress source(boolean v6) {
        String text = keys.text("source");
        return text == null ? null : address("source", text, text, v6);
    }
}
