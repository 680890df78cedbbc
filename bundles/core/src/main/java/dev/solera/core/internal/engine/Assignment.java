package dev.solera.core.internal.engine;

import dev.solera.api.Pool;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.model.PlaneFit;
import dev.solera.core.internal.model.SchedulerNames;
import dev.solera.spi.DataPlane.Capabilities;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which data plane serves each virtual server.
 *
 * @param planeOf name of the plane, by virtual server
 * @param why how it came to that plane, in words, by virtual server; those refused among them
 * @param refused why none serves it, by virtual server
 * @param byPlane the virtual servers of each plane, sorted, by plane
 */
record Assignment(
        Map<String, String> planeOf,
        Map<String, String> why,
        Map<String, String> refused,
        Map<String, Set<String>> byPlane) {
    private static final String AUTO = "auto";
    private static final String KERNEL = "ipvs";
    private static final String PROXY = "proxy";

    /** What one virtual server comes to. */
    record Choice(String plane, String why, @Nullable String refusal) {
        /**
         * Assigns a virtual server to one of the planes that are installed.
         *
         * @param planes what they can do, by name
         * @param installed names of the scheduler services
         */
        static Choice of(
                VirtualServer server,
                @Nullable Pool pool,
                Map<String, Capabilities> planes,
                Collection<String> installed) {
            String plane = server.dataPlane();
            String why = "as configured";
            if (plane.equals(AUTO)) {
                String obstacle = obstacle(server, pool, planes, installed);
                plane = obstacle == null ? KERNEL : PROXY;
                why = obstacle == null ? "auto: the kernel can" : "auto: not ipvs, " + obstacle;
            }
            return new Choice(plane, why, Assignment.refusal(server, pool, plane, planes, installed));
        }
    }

    /** Puts together what each virtual server comes to, by name. */
    static Assignment of(SortedMap<String, Choice> choices) {
        Assignment made = new Assignment(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        choices.forEach((server, choice) -> {
            made.why.put(server, choice.why);
            if (choice.refusal == null) {
                made.planeOf.put(server, choice.plane);
                made.byPlane
                        .computeIfAbsent(choice.plane, plane -> new LinkedHashSet<>())
                        .add(server);
            } else {
                made.refused.put(server, choice.refusal);
            }
        });
        return made;
    }

    /** Returns why the kernel cannot or should not serve a virtual server that leaves the choice, null when it is to. */
    private static @Nullable String obstacle(
            VirtualServer server, @Nullable Pool pool, Map<String, Capabilities> planes, Collection<String> installed) {
        // The reason that is the virtual server's own comes first: it holds on every host.
        List<PlaneFit.Misfit> misfits = PlaneFit.misfits(server, pool, KERNEL, PlaneFit.IPVS, installed);
        if (!misfits.isEmpty()) {
            return misfits.get(0).toString();
        }
        String trap = pool == null ? "it has no pool" : PlaneFit.kernelTrap(server, pool);
        return trap != null ? trap : cannot(server, pool, KERNEL, planes.get(KERNEL), installed);
    }

    private static @Nullable String refusal(
            VirtualServer server,
            @Nullable Pool pool,
            String plane,
            Map<String, Capabilities> planes,
            Collection<String> installed) {
        Capabilities able = planes.get(plane);
        if (able == null) {
            return "dataplane: " + plane + " is not installed (expected: "
                    + (planes.isEmpty() ? "a data plane" : String.join(", ", planes.keySet())) + ")";
        }
        String reason = cannot(server, pool, plane, able, installed);
        if (reason == null) {
            return null;
        }
        Capabilities proxy = planes.get(PROXY);
        boolean choice = !plane.equals(PROXY) && proxy != null && cannot(server, pool, PROXY, proxy, installed) == null;
        return choice ? reason + "; dataplane = proxy could serve it" : reason;
    }

    private static @Nullable String cannot(
            VirtualServer server,
            @Nullable Pool pool,
            String plane,
            @Nullable Capabilities able,
            Collection<String> installed) {
        if (able == null) {
            return plane + " is not installed";
        }
        if (able.unable() != null) {
            return able.unable();
        }
        List<PlaneFit.Misfit> misfits = PlaneFit.misfits(server, pool, plane, able, withFallback(pool, installed));
        return misfits.isEmpty() ? null : misfits.get(0).toString();
    }

    /** A scheduler whose plug-in is gone has a fallback, so its pool goes on: of those that are services none counts as missing. */
    private static Collection<String> withFallback(@Nullable Pool pool, Collection<String> installed) {
        String service = pool == null ? null : SchedulerNames.service(pool.scheduler());
        if (service == null || installed.contains(service)) {
            return installed;
        }
        Set<String> all = new TreeSet<>(installed);
        all.add(service);
        return all;
    }

    /** Tells whether what is to serve a virtual server is not here, so that nothing is known of it. */
    boolean isAbsent(VirtualServer server, Set<String> planes) {
        return refused.containsKey(server.name())
                && !planes.contains(server.dataPlane().equals(AUTO) ? PROXY : server.dataPlane());
    }
}
