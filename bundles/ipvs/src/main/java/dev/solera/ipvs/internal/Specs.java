package dev.solera.ipvs.internal;

import dev.solera.api.Mode;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The specs that are in force, found by what needs them. For one thread. */
final class Specs {
    private final Map<String, Spec.Service> services = new LinkedHashMap<>();
    private final Map<String, Spec.Group> groups = new LinkedHashMap<>();
    private final Map<String, Map<RealServerRef, Spec.Real>> reals = new LinkedHashMap<>();
    private final Map<String, Set<String>> users = new LinkedHashMap<>();

    @Nullable
    Spec get(Ref ref) {
        if (ref instanceof Ref.Service service) {
            return services.get(service.name());
        }
        if (ref instanceof Ref.Group group) {
            return groups.get(group.pool());
        }
        RealServerRef real = ((Ref.Real) ref).ref();
        return reals.getOrDefault(real.pool(), Map.of()).get(real);
    }

    /** Stands for a virtual server of the run before, which core knows or does not; it equals none. */
    static Spec.Service placeholder(String name) {
        VirtualServer.Forwarded.Treatment off = VirtualServer.Forwarded.Treatment.OFF;
        return new Spec.Service(
                name,
                Mode.TCP,
                List.of(),
                null,
                0,
                new VirtualServer.Forwarded(off, off),
                new VirtualServer.Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                VirtualServer.Balancing.PLAIN);
    }

    /** Puts {@code spec} in the place of what has that name; null takes it away. */
    void set(Ref ref, @Nullable Spec spec) {
        if (ref instanceof Ref.Service service) {
            Spec.Service old = put(services, service.name(), (Spec.Service) spec);
            String oldPool = old == null ? null : old.pool();
            if (oldPool != null) {
                users.getOrDefault(oldPool, new LinkedHashSet<>()).remove(service.name());
            }
            String pool = spec == null ? null : ((Spec.Service) spec).pool();
            if (pool != null) {
                users.computeIfAbsent(pool, none -> new LinkedHashSet<>()).add(service.name());
            }
        } else if (ref instanceof Ref.Group group) {
            put(groups, group.pool(), (Spec.Group) spec);
        } else {
            RealServerRef real = ((Ref.Real) ref).ref();
            put(reals.computeIfAbsent(real.pool(), none -> new LinkedHashMap<>()), real, (Spec.Real) spec);
        }
    }

    Spec.@Nullable Service service(String name) {
        return services.get(name);
    }

    Spec.@Nullable Group group(@Nullable String pool) {
        return pool == null ? null : groups.get(pool);
    }

    /** Members of a pool by their number. */
    List<Spec.Real> members(String pool) {
        List<Spec.Real> members =
                new ArrayList<>(reals.getOrDefault(pool, Map.of()).values());
        members.sort(Comparator.comparingInt(Spec.Real::id));
        return members;
    }

    /** Names of the virtual servers that an object has to do with. */
    Collection<String> users(Ref ref) {
        if (ref instanceof Ref.Service service) {
            return List.of(service.name());
        }
        String pool = ref instanceof Ref.Group group
                ? group.pool()
                : ((Ref.Real) ref).ref().pool();
        return List.copyOf(users.getOrDefault(pool, Set.of()));
    }

    Collection<String> serviceNames() {
        return List.copyOf(services.keySet());
    }

    /** All of them, what others need first. */
    Map<Ref, Spec> all() {
        Map<Ref, Spec> all = new LinkedHashMap<>();
        groups.values().forEach(spec -> all.put(spec.ref(), spec));
        reals.values().forEach(pool -> pool.values().forEach(spec -> all.put(spec.ref(), spec)));
        services.values().forEach(spec -> all.put(spec.ref(), spec));
        return all;
    }

    private static <K, V> @Nullable V put(Map<K, V> map, K key, @Nullable V value) {
        return value == null ? map.remove(key) : map.put(key, value);
    }
}
