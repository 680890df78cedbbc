package dev.solera.core.internal.engine;

import dev.solera.api.VirtualServer;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.SchedulerNames;
import dev.solera.spi.DataPlane.Capabilities;
import dev.solera.spi.DataPlane.Feature;
import dev.solera.spi.Members;
import dev.solera.spi.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one data plane is to hold, in parts of which each stays the same object as long as nothing in it changes. Writer only. */
final class Parts {
    private @Nullable Capabilities lastAble;
    private Map<String, Pooled> pools = new HashMap<>();
    private Map<String, Served> servers = new HashMap<>();

    /**
     * Returns the parts: pools that the virtual servers use, then those.
     *
     * @param assigned names of virtual servers
     * @param schedulers which scheduler service a pool uses, by pool; not asked where the plane has schedulers of its own
     */
    List<Part> of(
            Model model,
            Set<String> assigned,
            Capabilities able,
            Map<String, Lineup> lineups,
            Function<String, Schedulers.@Nullable Use> schedulers) {
        if (!able.equals(lastAble)) {
            lastAble = able;
            pools = Map.of(); // what its members come to depends on it
        }
        Map<String, Pooled> newPools = new HashMap<>();
        Map<String, Served> newServers = new HashMap<>();
        List<Part> parts = new ArrayList<>();
        List<Part> behind = new ArrayList<>();
        for (VirtualServer server : model.virtualServers().values()) {
            String name = server.name();
            if (!assigned.contains(name)) {
                continue;
            }
            for (String pool : server.pools()) {
                Lineup lineup = lineups.get(pool);
                if (lineup != null && !newPools.containsKey(pool)) {
                    Pooled pooled = pool(lineup, able, able.schedulers().isEmpty() ? schedulers.apply(pool) : null);
                    newPools.put(pool, pooled);
                    parts.add(pooled.part);
                }
            }
            Served served = servers.get(name);
            if (served == null || !Objects.equals(served.server, server)) {
                served = new Served(server, new Part("virtual server " + name, List.of(service(server))));
            }
            newServers.put(name, served);
            behind.add(served.part);
        }
        pools = newPools;
        servers = newServers;
        parts.addAll(behind);
        return parts;
    }

    private Pooled pool(Lineup lineup, Capabilities able, Schedulers.@Nullable Use use) {
        Pooled before = pools.get(lineup.pool().name());
        if (before != null && Objects.equals(before.lineup, lineup) && Objects.equals(before.use, use)) {
            return before;
        }
        Spec.Group group = group(lineup, able, use);
        boolean fine = able.features().contains(Feature.FINE_WEIGHTS);
        List<Spec> specs = new ArrayList<>(lineup.reals().size() + 1);
        specs.add(group);
        int most = able.maxWeight() * Members.WEIGHT_SCALE;
        lineup.reals()
                .forEach(real -> specs.add(weighing(real, fine ? Math.min(real.weight(), most) : whole(real, most))));
        return new Pooled(lineup, use, new Part("pool " + lineup.pool().name(), specs));
    }

    private static Spec.Group group(Lineup lineup, Capabilities able, Schedulers.@Nullable Use use) {
        String name;
        String arguments;
        if (use != null) {
            name = use.factory().name();
            arguments = use.arguments();
        } else {
            SchedulerNames.Choice choice = SchedulerNames.on(lineup.pool(), able.schedulers());
            name = choice == null ? lineup.pool().scheduler() : choice.name();
            arguments = choice == null ? lineup.pool().schedulerArguments() : choice.arguments();
        }
        return new Spec.Group(
                lineup.pool().name(),
                name,
                arguments,
                use == null ? null : use.factory(),
                lineup.pool().retries(),
                lineup.pool().availability().drain(),
                lineup.pool().timeouts(),
                lineup.pool().outbound());
    }

    /** Rounds down to whole units; whoever has a share keeps one: 1/16 is 1, 17/16 is 1, 32/16 is 2. */
    private static int whole(Spec.Real real, int most) {
        int units = Math.min(real.weight(), most) / Members.WEIGHT_SCALE;
        return Math.max(units, Math.min(1, real.weight())) * Members.WEIGHT_SCALE;
    }

    private static Spec.Real weighing(Spec.Real real, int weight) {
        return weight == real.weight()
                ? real
                : new Spec.Real(
                        real.server(),
                        real.id(),
                        real.address(),
                        weight,
                        real.maxConnections(),
                        real.forwarding(),
                        real.upperThreshold(),
                        real.lowerThreshold(),
                        real.presence());
    }

    private static Spec.Service service(VirtualServer server) {
        return new Spec.Service(
                server.name(),
                server.mode(),
                server.listeners(),
                server.pool(),
                server.maxConnections(),
                server.forwarded(),
                server.timeouts(),
                server.balancing(),
                server.inbound());
    }

    private record Pooled(Lineup lineup, Schedulers.@Nullable Use use, Part part) {}

    private record Served(VirtualServer server, Part part) {}
}
