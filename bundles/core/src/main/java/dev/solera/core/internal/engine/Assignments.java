package dev.solera.core.internal.engine;

import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Plugins;
import dev.solera.spi.DataPlane.Capabilities;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The newest assignment, made anew only when something has changed that it depends on. Writer only. */
final class Assignments {
    private Model model = Model.EMPTY;
    private Map<String, Capabilities> planes = Map.of();
    private SortedSet<String> schedulers = new TreeSet<>();
    private Assignment last = Assignment.of(model, planes, schedulers);

    @SuppressWarnings(
            "ReferenceEquality") // a set that was read anew is another one; to look inside would cost more than to
    // assign
    Assignment of(Model newModel, Map<String, Reconciler> reconcilers, Plugins plugins) {
        Map<String, Capabilities> newPlanes = new TreeMap<>();
        reconcilers.forEach((name, plane) -> newPlanes.put(name, plane.plane().capabilities()));
        SortedSet<String> newSchedulers = plugins.schedulers();
        if (newModel != model || !newPlanes.equals(planes) || !newSchedulers.equals(schedulers)) {
            model = newModel;
            planes = newPlanes;
            schedulers = newSchedulers;
            last = Assignment.of(model, planes, schedulers);
        }
        return last;
    }
}
