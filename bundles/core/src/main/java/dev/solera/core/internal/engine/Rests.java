package dev.solera.core.internal.engine;

import dev.solera.api.Addresses;
import dev.solera.api.Listener;
import dev.solera.api.Vip;
import dev.solera.api.VirtualServer;
import dev.solera.api.VrrpInstance.Track;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Router;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which pools' checks rest ({@code ha.suspend}): those that only serve virtual servers whose addresses all float and all are elsewhere.
 *
 * <p>A pool that a virtual router tracks, itself or through a virtual server, never rests: its health decides where the addresses are.
 */
final class Rests {
    private Rests() {}

    /**
     * Returns why, by pool; pools that are checked are not in it.
     *
     * @param reports what VRRP says, by virtual router
     */
    static Map<String, String> of(Model model, Map<String, VrrpReport> reports) {
        Map<InetAddress, String> floating = new HashMap<>();
        Set<String> awake = new HashSet<>();
        for (Router router : model.routers().values()) {
            for (Vip vip : router.instance().vips()) {
                floating.put(vip.address(), router.instance().name());
            }
            for (Track track : router.instance().tracks()) {
                switch (track.kind()) {
                    case POOL -> awake.add(track.name());
                    case VIRTUALSERVER -> {
                        VirtualServer server = model.virtualServers().get(track.name());
                        awake.addAll(server == null ? List.of() : server.pools());
                    }
                    default -> {
                        // says nothing of a pool
                    }
                }
            }
        }
        Map<String, String> resting = new TreeMap<>();
        for (VirtualServer server : model.virtualServers().values()) {
            boolean rests = server.haSuspend() && isElsewhere(server, floating, reports);
            for (String pool : server.pools()) {
                if (!rests) {
                    awake.add(pool);
                } else {
                    resting.putIfAbsent(pool, why(server));
                }
            }
        }
        resting.keySet().removeAll(awake);
        return resting;
    }

    private static String why(VirtualServer server) {
        return "virtual server " + server.name() + " has no address on this node: "
                + Addresses.text(server.listeners().get(0).address());
    }

    private static boolean isElsewhere(
            VirtualServer server, Map<InetAddress, String> floating, Map<String, VrrpReport> reports) {
        if (server.listeners().isEmpty() || !server.balancing().marks().isEmpty()) {
            return false; // nobody knows where packets with a mark come from
        }
        for (Listener listener : server.listeners()) {
            String router = floating.get(listener.address().getAddress());
            VrrpReport report = router == null ? null : reports.get(router);
            if (router == null || report != null && report.state() == VrrpState.MASTER) {
                return false;
            }
        }
        return true;
    }
}
