package dev.solera.core.internal.engine;

import dev.solera.api.Pool;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Plugins;
import dev.solera.spi.DataPlane.Capabilities;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
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
    private Assignment last = Assignment.of(new TreeMap<>());

    Assignment of(Model newModel, Map<String, Reconciler> reconcilers, Plugins plugins) {
        Map<String, Capabilities> newPlanes = new TreeMap<>();
        reconcilers.forEach((name, plane) -> newPlanes.put(name, plane.plane().capabilities()));
        SortedSet<String> newSchedulers = plugins.schedulers();
        boolean sameAround = newPlanes.equals(planes) && newSchedulers.equals(schedulers);
        if (newModel != model || !sameAround) {
            model = newModel;
            planes = newPlanes;
            schedulers = newSchedulers;
            assign(sameAround ? byServer : Map.of());
        }
        return last;
    }

    private void assign(Map<String, Made> before) {
        byServer = new HashMap<>();
        boolean same = before.size() == model.virtualServers().size();
        for (VirtualServer server : model.virtualServers().values()) {
            Made there = before.get(server.name());
            Made made = made(there, server);
            same &= there != null && Objects.equals(made.choice, there.choice);
            byServer.put(server.name(), made);
        }
        if (!same) {
            SortedMap<String, Assignment.Choice> choices = new TreeMap<>();
            byServer.forEach((name, made) -> choices.put(name, made.choice));
            last = Assignment.of(choices);
        }
    }

    private Made made(@Nullable Made before, VirtualServer server) {
        Pool pool = server.pool() == null ? null : model.pools().get(server.pool());
        return before != null && before.server == server && before.pool == pool
                ? before
                : new Made(server, pool, Assignment.Choice.of(server, pool, planes, schedulers));
    }

    private record Made(VirtualServer server, @Nullable Pool pool, Assignment.Choice choice) {}
}
