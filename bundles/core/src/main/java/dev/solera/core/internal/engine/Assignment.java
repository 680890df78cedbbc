package dev.solera.core.internal.engine;

import dev.solera.api.VirtualServer;
import dev.solera.core.internal.model.Model;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which data plane serves each virtual server.
 *
 * @param planeOf name of the plane, by virtual server
 * @param refused why none serves it, by virtual server
 */
record Assignment(Map<String, String> planeOf, Map<String, String> refused) {
    /** Assigns the virtual servers of {@code model} to the planes that are installed. */
    static Assignment of(Model model, Map<String, Reconciler> planes) {
        Map<String, String> planeOf = new TreeMap<>();
        Map<String, String> refused = new TreeMap<>();
        for (VirtualServer server : model.virtualServers().values()) {
            String name = plane(server);
            Reconciler plane = planes.get(name);
            if (plane == null) {
                refused.put(
                        server.name(),
                        "dataplane: " + name + " is not installed (expected: "
                                + (planes.isEmpty() ? "a data plane" : String.join(", ", planes.keySet())) + ")");
            } else if (!plane.plane().capabilities().modes().contains(server.mode())) {
                refused.put(server.name(), "mode: " + server.mode().text() + " is not served by " + name);
            } else {
                planeOf.put(server.name(), name);
            }
        }
        return new Assignment(planeOf, refused);
    }

    /** Returns the name of the plane that is to serve a virtual server. */
    static String plane(VirtualServer server) {
        return server.dataPlane().equals("auto") ? "proxy" : server.dataPlane();
    }

    /** Returns the virtual servers of one plane, sorted. */
    Set<String> of(String plane) {
        Set<String> servers = new LinkedHashSet<>();
        planeOf.forEach((server, by) -> {
            if (by.equals(plane)) {
                servers.add(server);
            }
        });
        return servers;
    }
}
