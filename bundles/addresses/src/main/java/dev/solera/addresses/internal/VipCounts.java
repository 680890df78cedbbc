package dev.solera.addresses.internal;

import dev.solera.addresses.internal.Wanted.WantedVip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How many VIPs may be on an interface: those of every virtual router that is configured, and those that are held. */
final class VipCounts {
    private final Map<String, Set<Spot>> spots = new HashMap<>();

    void add(Wanted wanted) {
        for (WantedVip vip : wanted.vips()) {
            spots.computeIfAbsent(vip.device(), none -> new HashSet<>()).add(vip.spot());
        }
    }

    int on(String device) {
        return spots.getOrDefault(device, Set.of()).size();
    }
}
