package dev.solera.vrrp.internal.settings;

import dev.solera.spi.Keys;
import dev.solera.spi.Keys.BadKey;
import dev.solera.vrrp.internal.machine.MachineRules;
import dev.solera.vrrp.internal.wire.AdvertFormat;
import dev.solera.vrrp.internal.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One virtual router.
 *
 * @param interfaceName {@code interface}
 * @param vrid {@code vrid}, 1–255
 * @param version {@code version}, 2, or 3 with IPv6 addresses
 * @param priority {@code priority}, 100; 255 is the owner
 * @param intervalMs {@code advert.interval.ms}, 1000; whole seconds in version 2, 10–40950 in steps of 10 in version 3
 * @param vips {@code vip.<name>}, advertised, of one family, in file order, at least one
 * @param extraVips {@code vip.extra.<name>}, not advertised, of any family
 * @param preempt {@code preempt}, true
 * @param preemptDelayMs {@code preempt.delay.ms}, 0
 * @param startupDelayMs {@code startup.delay.ms}, 0
 * @param downAdverts {@code down.adverts}, 3
 * @param answerLower {@code lower.advert}, true: a lower MASTER's advert is answered
 * @param answerHigher {@code higher.advert}, true: a MASTER that steps down for a higher one says so, and the other claims the addresses anew
 * @param ownerIgnoresAdverts {@code owner.ignore}, false: a MASTER of priority 255 hears others
 * @param checksumPseudoHeader {@code checksum.pseudoheader}, true: version 3 over IPv4 covers one, as in keepalived
 * @param checksumStrict {@code checksum.strict}, false: the other reading is taken too
 * @param source {@code source}, the address adverts are sent from, null for the interface's primary one
 * @param vmac {@code vmac}, false: adverts and claims come from the virtual MAC address
 * @param accept {@code accept}, true: packets to the addresses are taken for what they ask
 * @param auth {@code auth.*}
 * @param unicast {@code unicast.*}
 * @param announce {@code garp.*}
 */
public record VrrpSettings(
        String interfaceName,
        int vrid,
        int version,
        int priority,
        int intervalMs,
        List<VipSettings> vips,
        List<VipSettings> extraVips,
        boolean preempt,
        int preemptDelayMs,
        int startupDelayMs,
        int downAdverts,
        boolean answerLower,
        boolean answerHigher,
        boolean ownerIgnoresAdverts,
        boolean checksumPseudoHeader,
        boolean checksumStrict,
        @Nullable IpAddress source,
        boolean vmac,
        boolean accept,
        AuthSettings auth,
        UnicastSettings unicast,
        AnnounceSettings announce) {
    private static final int MOST_VIPS = 255;
    private static final int LONGEST_DELAY_MS = 1_000_000;
    private static final String EXTRA = "extra.";
    private static final long MS = 1_000_000L;

    public VrrpSettings {
        vips = List.copyOf(vips);
        extraVips = List.copyOf(extraVips);
    }

    /**
     * Reads one file. What it did not ask for, {@link Keys#unknown()} has.
     *
     * @param secrets reads what a value such as {@code file:vrrp.key} refers to; throws IllegalArgumentException with the reason when it cannot
     * @throws BadKey when a value is wrong; secrets are not repeated
     */
    public static VrrpSettings parse(Keys keys, UnaryOperator<String> secrets) {
        List<VipSettings> vips = new ArrayList<>();
        List<VipSettings> extra = new ArrayList<>();
        readVips(keys, vips, extra);
        boolean v6 = vips.get(0).address().v6();
        int version = keys.number("version", 2, 3, v6 ? 3 : 2);
        if (v6 && version == 2) {
            throw new BadKey("version", "2", "3 for IPv6 addresses");
        }
        int intervalMs = interval(keys, version);
        boolean preempt = keys.flag("preempt", true);
        return new VrrpSettings(
                interfaceName(keys),
                required(keys, "vrid", 1, 255),
                version,
                keys.number("priority", 1, 255, 100),
                intervalMs,
                vips,
                extra,
                preempt,
                preemptDelay(keys, preempt),
                keys.number("startup.delay.ms", 0, LONGEST_DELAY_MS, 0),
                keys.number("down.adverts", 1, 100, 3),
                keys.flag("lower.advert", true),
                keys.flag("higher.advert", true),
                keys.flag("owner.ignore", false),
                keys.flag("checksum.pseudoheader", true),
                keys.flag("checksum.strict", false),
                source(keys, v6),
                keys.flag("vmac", false),
                keys.flag("accept", true),
                AuthSettings.parse(keys, version, intervalMs, secrets),
                UnicastSettings.parse(keys, v6),
                AnnounceSettings.parse(keys));
    }

    /** Returns whether it speaks IPv6. */
    public boolean v6() {
        return vips.get(0).address().v6();
    }

    /** Returns what its adverts look like. */
    public AdvertFormat format() {
        List<IpAddress> addresses = vips.stream().map(VipSettings::address).toList();
        return new AdvertFormat(
                version,
                v6(),
                vrid,
                intervalMs * MS,
                addresses,
                auth.password(),
                checksumPseudoHeader,
                !checksumStrict);
    }

    /**
     * Returns what governs its state machine.
     *
     * @param own the address its adverts are sent from
     */
    public MachineRules rules(IpAddress own) {
        return new MachineRules(
                version,
                own,
                intervalMs * MS,
                preempt,
                preemptDelayMs * MS,
                downAdverts,
                startupDelayMs * MS,
                answerLower,
                answerHigher,
                ownerIgnoresAdverts,
                announce.schedule());
    }

    static IpAddress address(String key, String value, String text, boolean v6) {
        try {
            IpAddress address = IpAddress.parse(text);
            if (address.v6() == v6) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new BadKey(key, value, v6 ? "an IPv6 address" : "an IPv4 address");
        }
        throw new BadKey(key, value, (v6 ? "an IPv6 address" : "an IPv4 address") + ", as the VIPs are");
    }

    private static void readVips(Keys keys, List<VipSettings> vips, List<VipSettings> extra) {
        Set<String> names = new HashSet<>();
        Set<IpAddress> addresses = new HashSet<>();
        keys.group("vip").forEach((rest, value) -> {
            boolean isExtra = rest.startsWith(EXTRA);
            String key = "vip." + rest;
            VipSettings vip = VipSettings.parse(key, isExtra ? rest.substring(EXTRA.length()) : rest, value);
            if (!names.add(vip.name().toLowerCase(Locale.ROOT))) {
                throw new BadKey(key, value, "a name of its own, whatever the case");
            }
            if (!addresses.add(vip.address())) {
                throw new BadKey(key, value, "each address once");
            }
            if (!isExtra
                    && !vips.isEmpty()
                    && vips.get(0).address().v6() != vip.address().v6()) {
                throw new BadKey(
                        key, value, "the family of vip." + vips.get(0).name() + "; others as vip.extra." + rest);
            }
            if (!isExtra && vips.size() == MOST_VIPS) {
                throw new BadKey(key, value, "at most 255 in an advert; others as vip.extra." + rest);
            }
            (isExtra ? extra : vips).add(vip);
        });
        if (vips.isEmpty()) {
            throw new BadKey("vip.<name>", null, "at least one address");
        }
    }

    private static String interfaceName(Keys keys) {
        String name = keys.text("interface");
        if (name == null || !VipSettings.INTERFACE.matcher(name).matches()) {
            throw new BadKey("interface", name, "an interface such as eth0");
        }
        return name;
    }

    private static int required(Keys keys, String key, int min, int max) {
        if (keys.text(key) == null) {
            throw new BadKey(key, null, min + ".." + max);
        }
        return keys.number(key, min, max, min);
    }

    private static int interval(Keys keys, int version) {
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

    private static int preemptDelay(Keys keys, boolean preempt) {
        int delay = keys.number("preempt.delay.ms", 0, LONGEST_DELAY_MS, 0);
        if (delay > 0 && !preempt) {
            throw new BadKey("preempt.delay.ms", keys.text("preempt.delay.ms"), "0 with preempt = false");
        }
        return delay;
    }

    private static @Nullable IpAddress source(Keys keys, boolean v6) {
        String text = keys.text("source");
        return text == null ? null : address("source", text, text, v6);
    }
}
