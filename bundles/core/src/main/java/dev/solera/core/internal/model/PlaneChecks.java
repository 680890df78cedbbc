package dev.solera.core.internal.model;

import dev.solera.api.Pool;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.model.PlaneFit.Misfit;
import dev.solera.spi.DataPlane.Capabilities;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds virtual servers that ask of their data plane what it cannot do, whatever the host. */
final class PlaneChecks {
    private final Map<String, Pool> pools;
    private final Collection<String> schedulers;
    private final RouterChecks.Complaint complaint;
    private final Set<String> told = new HashSet<>();

    /**
     * Makes a check.
     *
     * @param schedulers names of the scheduler services
     * @param tolerated tells which others may be missing
     */
    PlaneChecks(
            Map<String, Pool> pools,
            Collection<String> schedulers,
            Predicate<String> tolerated,
            RouterChecks.Complaint complaint) {
        this.pools = pools;
        this.schedulers = new TreeSet<>(schedulers);
        pools.values().stream()
                .map(Pool::scheduler)
                .filter(tolerated)
                .map(SchedulerNames::service)
                .filter(Objects::nonNull)
                .forEach(this.schedulers::add);
        this.complaint = complaint;
    }

    void run(Collection<VirtualServer> servers) {
        for (VirtualServer server : servers) {
            Pool pool = server.pool() == null ? null : pools.get(server.pool());
            if (pool == null && server.pool() != null) {
                continue; // that is told already
            }
            switch (server.dataPlane()) {
                case "ipvs" -> tell(server, misfits(server, pool, "ipvs", PlaneFit.IPVS));
                case "proxy" -> tell(server, misfits(server, pool, "proxy", PlaneFit.PROXY));
                default -> {
                    List<Misfit> ipvs = misfits(server, pool, "ipvs", PlaneFit.IPVS);
                    List<Misfit> proxy = misfits(server, pool, "proxy", PlaneFit.PROXY);
                    if (!ipvs.isEmpty() && !proxy.isEmpty()) {
                        complaint.about(
                                file("virtualserver", server.name()),
                                "dataplane",
                                "auto",
                                "what one data plane can do; " + ipvs.get(0) + "; " + proxy.get(0));
                    }
                }
            }
        }
    }

    private List<Misfit> misfits(VirtualServer server, @Nullable Pool pool, String plane, Capabilities able) {
        return PlaneFit.misfits(server, pool, plane, able, schedulers);
    }

    /** What a pool's file says wrong is told once, however many virtual servers use it. */
    private void tell(VirtualServer server, List<Misfit> misfits) {
        for (Misfit misfit : misfits) {
            String file = misfit.ofPool()
                    ? file("pool", String.valueOf(server.pool()))
                    : file("virtualserver", server.name());
            if (told.add(file + " " + misfit)) {
                complaint.about(file, misfit.key(), misfit.value(), misfit.expected());
            }
        }
    }

    private static String file(String kind, String name) {
        return "solera." + kind + "-" + name + ".cfg";
    }
}
