package dev.solera.core.internal.engine;

import dev.solera.api.Pool;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Plugins;
import dev.solera.spi.DataPlane.Capabilities;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The newest assignment. A virtual server is assigned anew only when something has changed that its plane depends on. Writer only. */
@SuppressWarnings("ReferenceEquality") // what a set that was read anew says as before is the same object as before
final class Assignments {
    private Model model = Model.EMPTY;
    private Map<String, Capabilities> planes = Map.of();
    private SortedSet<String> schedulers = new TreeSet<>();
    private Map<String, Made> byServer = Map.of();
    private Assignment last = Assignment.of(Map.of());

    Assignment of(Model newModel, Map<String, Reconciler> reconcilers, Plugins plugins) {
        Map<String, Capabilities> newPlanes = new TreeMap<>();
        reconcilers.forEach((name, plane) -> newPlanes.put(name, plane.plane().capabilities()));
        SortedSet<String> newSchedulers = plugins.schedulers();
        boolean sameAround = newPlanes.equals(planes) && newSchedulers.equals(schedulers);
        if (newModel != model || !sameAround) {
            Map<String, Made> before = sameAround ? byServer : Map.of();
            model = newModel;
            planes = newPlanes;
            schedulers = newSchedulers;
            byServer = new HashMap<>();
            Map<String, Assignment.Choice> choices = new TreeMap<>();
            model.virtualServers().forEach((name, server) -> {
                Made made = made(before.get(name), server);
                byServer.put(name, made);
                choices.put(name, made.choice);
            });
            last = Assignment.of(choices);
        }
        return last;
    }

    private Made made(@Nullable Made before, VirtualServer server) {
        Pool pool = server.pool() == null ? null : model.pools().get(server.pool());
        return before != null && before.server == server && before.pool == pool
                ? before
                : new Made(server, pool, Assignment.Choice.of(server, pool, planes, schedulers));
    }

    private record Made(VirtualServer server, @Nullable Pool pool, Assignment.Choice choice) {}
}
