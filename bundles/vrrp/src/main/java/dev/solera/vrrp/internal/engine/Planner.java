package dev.solera.vrrp.internal.engine;

import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.spi.VrrpSet;
import dev.solera.spi.VrrpSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a plan of a set; what has not changed since the last one is the same object again. Used by the address thread. */
final class Planner {
    private Map<String, Blueprint> last = Map.of();

    Plan plan(VrrpSet set) {
        Map<String, Integer> vips = vipsByDevice(set);
        Map<String, Blueprint> made = new HashMap<>();
        List<Plan.Refused> refused = new ArrayList<>();
        for (VrrpSpec spec : set.instances()) {
            VrrpInstance instance = spec.instance();
            try {
                made.put(instance.name(), blueprint(spec, Leases.length(instance, vips)));
            } catch (IllegalArgumentException e) {
                refused.add(new Plan.Refused(spec, instance.name() + ": " + e.getMessage()));
            }
        }
        Map<RouterKey, String> holders = holders(set, made);
        List<Plan.Entry> entries = new ArrayList<>();
        for (VrrpSpec spec : set.instances()) {
            Blueprint blueprint = made.get(spec.instance().name());
            if (blueprint == null) {
                continue;
            }
            String holder = holders.getOrDefault(blueprint.key(), blueprint.name());
            if (holder.equals(blueprint.name())) {
                entries.add(new Plan.Entry(blueprint, spec.demand()));
            } else {
                refused.add(new Plan.Refused(
                        spec,
                        "vrid: " + blueprint.key().vrid() + " (expected: another one, " + holder + " has it on "
                                + blueprint.key().interfaceName() + ")"));
                made.remove(blueprint.name());
            }
        }
        last = made;
        return new Plan(
                entries,
                refused,
                set.groups(),
                set.permit().toNanos(),
                set.grace().toNanos());
    }

    private Blueprint blueprint(VrrpSpec spec, Duration lease) {
        Blueprint before = last.get(spec.instance().name());
        boolean same = before != null
                && before.instance().equals(spec.instance())
                && before.secrets().equals(spec.secrets())
                && before.claim().lease().equals(lease);
        return same && before != null ? before : Blueprint.of(spec, lease);
    }

    /** Returns who gets an identity that several have: the one that has it already, else the first. */
    private Map<RouterKey, String> holders(VrrpSet set, Map<String, Blueprint> made) {
        Set<String> running = new HashSet<>();
        last.values().forEach(b -> running.add(b.name() + " " + b.key()));
        Map<RouterKey, String> holders = new HashMap<>();
        for (VrrpSpec spec : set.instances()) {
            Blueprint blueprint = made.get(spec.instance().name());
            if (blueprint != null && running.contains(blueprint.name() + " " + blueprint.key())) {
                holders.putIfAbsent(blueprint.key(), blueprint.name());
            }
        }
        for (VrrpSpec spec : set.instances()) {
            Blueprint blueprint = made.get(spec.instance().name());
            if (blueprint != null) {
                holders.putIfAbsent(blueprint.key(), blueprint.name());
            }
        }
        return holders;
    }

    private static Map<String, Integer> vipsByDevice(VrrpSet set) {
        Map<String, Integer> vips = new HashMap<>();
        for (VrrpSpec spec : set.instances()) {
            for (Vip vip : spec.instance().vips()) {
                vips.merge(Leases.device(spec.instance(), vip), 1, Integer::sum);
            }
        }
        return vips;
    }
}
