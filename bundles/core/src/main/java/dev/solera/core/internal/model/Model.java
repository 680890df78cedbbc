package dev.solera.core.internal.model;

import dev.solera.api.Pool;
import dev.solera.api.VirtualServer;
import dev.solera.spi.VrrpGroup;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A valid configuration.
 *
 * @param appliance settings of the appliance as a whole
 * @param virtualServers by name
 * @param pools by name
 * @param routers virtual routers by name
 * @param groups sync groups by name
 */
public record Model(
        ApplianceSettings appliance,
        SortedMap<String, VirtualServer> virtualServers,
        SortedMap<String, Pool> pools,
        SortedMap<String, Router> routers,
        SortedMap<String, VrrpGroup> groups) {
    /** Nothing configured. */
    public static final Model EMPTY =
            new Model(ApplianceSettings.DEFAULT, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    public Model {
        virtualServers = Collections.unmodifiableSortedMap(new TreeMap<>(virtualServers));
        pools = Collections.unmodifiableSortedMap(new TreeMap<>(pools));
        routers = Collections.unmodifiableSortedMap(new TreeMap<>(routers));
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }

    /** Returns the same configuration, made of objects of {@code before} where those are equal: who looks for changes need not look into them. */
    public Model keeping(Model before) {
        return new Model(
                appliance,
                keeping(virtualServers, before.virtualServers),
                keeping(pools, before.pools),
                keeping(routers, before.routers),
                keeping(groups, before.groups));
    }

    private static <T> SortedMap<String, T> keeping(SortedMap<String, T> now, SortedMap<String, T> before) {
        SortedMap<String, T> kept = new TreeMap<>(now);
        kept.replaceAll((name, object) -> {
            T there = before.get(name);
            return object.equals(there) ? there : object;
        });
        return kept;
    }
}
