package dev.solera.shell.internal;

import dev.solera.api.Addresses;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shows how a virtual router is configured. */
final class VrrpConfig {
    private VrrpConfig() {}

    static void put(Map<String, @Nullable Object> fields, VrrpInstance config) {
        fields.put("interface", config.interfaceName());
        fields.put("vrid", config.vrid());
        fields.put("version", config.version());
        fields.put("family", config.v6() ? "IPv6" : "IPv4");
        fields.put("vips", config.vips().stream().map(VrrpConfig::vip).toList());
        fields.put("advertIntervalMillis", Times.millis(config.interval()));
        fields.put("downAdverts", config.downAdverts());
        fields.put("preempt", config.preempt());
        fields.put("preemptDelayMillis", Times.millis(config.preemptDelay()));
        fields.put("startupDelayMillis", Times.millis(config.startupDelay()));
        fields.put("lowerAdvert", config.lowerAdvert());
        fields.put("higherAdvert", config.higherAdvert());
        fields.put("ownerIgnore", config.ownerIgnores());
        fields.put("checksumPseudoheader", config.pseudoHeader());
        fields.put("checksumStrict", config.strictChecksum());
        fields.put("source", config.source() == null ? null : Addresses.text(config.source()));
        fields.put(
                "peers",
                config.unicast().peers().stream()
                        .map(peer -> peer.name() + "=" + Addresses.text(peer.address()))
                        .toList());
        fields.put("auth", config.auth());
        fields.put("vmac", config.vmac());
        fields.put("accept", config.accept());
        VrrpInstance.Announce garp = config.announce();
        fields.put("garpRepeat", garp.repeat());
        fields.put("garpDelayMillis", Times.millis(garp.delay()));
        fields.put("garpRefreshMillis", Times.millis(garp.refresh()));
        fields.put("garpRefreshRepeat", garp.refreshRepeat());
        fields.put("garpLowerRepeat", garp.lowerRepeat());
        fields.put("garpLowerDelayMillis", Times.millis(garp.lowerDelay()));
        fields.put("garpGapMicros", TimeUnit.NANOSECONDS.toMicros(garp.gap().toNanos()));
        fields.put("tracks", config.tracks().stream().map(VrrpConfig::track).toList());
        fields.put("routes", config.routes().stream().map(VrrpConfig::route).toList());
        fields.put("rules", config.rules().stream().map(VrrpConfig::rule).toList());
        fields.put("priority", config.priority());
    }

    private static String vip(Vip vip) {
        return vip.name() + "=" + Addresses.text(vip.address()) + "/" + vip.prefix();
    }

    /** As it stands in the file, such as {@code pool.web=weight -50}. */
    private static String track(VrrpInstance.Track track) {
        String effect = track.effect().name().toLowerCase(Locale.ROOT);
        return track.kind().name().toLowerCase(Locale.ROOT) + "." + track.name() + "="
                + (track.effect() == VrrpInstance.Track.Effect.WEIGHT ? effect + " " + track.weight() : effect);
    }

    /** As ip-route(8) writes it, such as {@code default=0.0.0.0/0 via 192.0.2.1 table 254}. */
    private static String route(VrrpInstance.Route route) {
        StringBuilder text =
                new StringBuilder(route.name() + "=" + Addresses.text(route.destination()) + "/" + route.prefix());
        if (route.via() != null) {
            text.append(" via ").append(Addresses.text(route.via()));
        }
        if (route.device() != null) {
            text.append(" dev ").append(route.device());
        }
        if (route.source() != null) {
            text.append(" src ").append(Addresses.text(route.source()));
        }
        text.append(" table ").append(route.table());
        return route.metric() == 0
                ? text.toString()
                : text.append(" metric ").append(route.metric()).toString();
    }

    /** As ip-rule(8) writes it, such as {@code office=from 192.0.2.0/24 lookup 100 priority 200}. */
    private static String rule(VrrpInstance.Rule rule) {
        return rule.name() + "=" + (rule.from() == null ? "" : "from " + rule.from() + " ")
                + (rule.to() == null ? "" : "to " + rule.to() + " ")
                + "lookup " + rule.table() + " priority " + rule.priority();
    }
}
