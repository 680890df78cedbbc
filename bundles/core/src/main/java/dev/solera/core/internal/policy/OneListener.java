package dev.solera.core.internal.policy;

import dev.solera.api.Listener;
import dev.solera.api.VirtualServer;
import dev.solera.spi.PlanPolicy;
import dev.solera.spi.PlannedChange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** No two virtual servers listen on one port, also where one of them does so on all addresses. The same address twice is an error anyway. */
@Component
public final class OneListener implements PlanPolicy {
    @Override
    public String name() {
        return "one-listener";
    }

    @Override
    public List<String> objections(PlannedChange change) {
        List<Owned> all = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        for (VirtualServer server : change.after().virtualServers().values()) {
            for (Listener listener : server.listeners()) {
                for (Owned other : all) {
                    if (!other.server.equals(server.name()) && overlap(other.listener, listener)) {
                        objections.add("virtual server " + server.name() + ": " + listener + " (expected: a port that "
                                + other.server + " has not, which listens on " + other.listener + ")");
                    }
                }
                all.add(new Owned(server.name(), listener));
            }
        }
        return objections;
    }

    private static boolean overlap(Listener a, Listener b) {
        InetAddress one = a.address().getAddress();
        InetAddress other = b.address().getAddress();
        return a.protocol() == b.protocol()
                && a.address().getPort() == b.address().getPort()
                && (one.equals(other) || one.isAnyLocalAddress() || other.isAnyLocalAddress());
    }

    private record Owned(String server, Listener listener) {}
}
