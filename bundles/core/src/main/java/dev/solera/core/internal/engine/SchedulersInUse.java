package dev.solera.core.internal.engine;

import dev.solera.api.Pool;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.SchedulerNames;
import dev.solera.spi.DataPlane.Capabilities;
import java.util.HashMap;
import java.util.Map;

/**
 * What the scheduler of each pool comes to.
 *
 * @param names of the scheduler in use, by pool
 * @param notes why it is not the one asked for, by pool
 */
record SchedulersInUse(Map<String, String> names, Map<String, String> notes) {
    static SchedulersInUse of(
            Model model, Assignment assignment, Map<String, Reconciler> planes, Schedulers schedulers) {
        Map<String, Capabilities> own = new HashMap<>();
        assignment.planeOf().forEach((name, plane) -> {
            Reconciler by = planes.get(plane);
            VirtualServer server = model.virtualServers().get(name);
            if (by != null && server != null) {
                Capabilities able = by.plane().capabilities();
                // Where the same pool is served by a plane with scheduler services as well, that one is shown.
                server.pools()
                        .forEach(pool ->
                                own.merge(pool, able, (a, b) -> a.schedulers().isEmpty() ? a : b));
            }
        });
        SchedulersInUse made = new SchedulersInUse(new HashMap<>(), new HashMap<>());
        for (Pool pool : model.pools().values()) {
            Capabilities able = own.get(pool.name());
            if (able != null && !able.schedulers().isEmpty()
                    || able == null && SchedulerNames.KERNEL.contains(pool.scheduler())) {
                SchedulerNames.Choice choice = able == null ? null : SchedulerNames.on(pool, able.schedulers());
                made.names.put(pool.name(), choice == null ? pool.scheduler() : choice.name());
                continue;
            }
            Schedulers.Use use = schedulers.use(pool);
            made.names.put(pool.name(), use.factory().name());
            String note = use.note();
            if (note != null) {
                made.notes.put(pool.name(), note);
            }
        }
        return made;
    }
}
