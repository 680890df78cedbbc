package dev.solera.vrrp.internal;

import dev.solera.vrrp.internal.machine.AnnounceSchedule;
import dev.solera.vrrp.internal.machine.MachineRules;
import dev.solera.vrrp.internal.wire.AdvertFormat;
import dev.solera.vrrp.internal.wire.HmacKey;
import dev.solera.vrrp.internal.wire.HmacRules;
import dev.solera.vrrp.internal.wire.IpAddress;
import java.util.List;
import java.util.Map;

/**
 * One half of a pair: VIP 10.9.0.100, virtual router 51, everything else by default.
 *
 * @param hmac null for none
 */
record NodeSettings(int version, int intervalMs, int priority, HmacRules hmac) {
    NodeSettings(int version, int intervalMs, int priority) {
        this(version, intervalMs, priority, null);
    }

    /** Returns the same, with adverts signed by a key. */
    NodeSettings signedBy(String key) {
        HmacRules rules =
                new HmacRules(Map.of(1, HmacKey.parse(key)), 1, HmacRules.Replay.TIME, 5, HmacRules.Mode.ENFORCE);
        return new NodeSettings(version, intervalMs, priority, rules);
    }

    AdvertFormat format() {
        List<IpAddress> vips = List.of(IpAddress.parse("10.9.0.100"));
        return new AdvertFormat(version, false, 51, intervalMs * 1_000_000L, vips, null, true, true);
    }

    MachineRules rules(IpAddress own) {
        return new MachineRules(
                version, own, intervalMs * 1_000_000L, true, 0, 3, 0, true, true, false, AnnounceSchedule.DEFAULT);
    }
}
