package dev.solera.core.internal.policy;

import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.spi.PlanPolicy;
import dev.solera.spi.PlannedChange;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * No plan leaves a pool with fewer than {@code policy.servers.up} servers that are up, unless it had fewer before. A new server counts once it
 * has passed its checks; without a check, at once.
 */
@Component
public final class ServersUp implements PlanPolicy {
    @Override
    public String name() {
        return "servers-up";
    }

    @Override
    public List<String> objections(PlannedChange change) {
        int least = change.after().setting("policy.servers.up", 1);
        List<String> objections = new ArrayList<>();
        change.before().pools().forEach((name, before) -> {
            Pool after = change.after().pools().get(name);
            if (after == null) {
                return; // a pool that goes is what is wanted; a virtual server that needs it would be an error
            }
            Map<String, InetSocketAddress> serving = serving(change, before);
            int left = 0;
            for (RealServer real : after.reals()) {
                boolean same = real.address().equals(serving.get(real.name()));
                boolean counts =
                        same || after.checks().isEmpty() && before.checks().isEmpty();
                left += counts && real.weight() > 0 ? 1 : 0;
            }
            if (left < least && left < serving.size()) {
                objections.add("pool " + name + ": " + left + " servers up (expected: at least " + least + "; now "
                        + serving.size() + ")");
            }
        });
        return objections;
    }

    private static Map<String, InetSocketAddress> serving(PlannedChange change, Pool pool) {
        Map<String, InetSocketAddress> serving = new HashMap<>();
        for (RealServer real : pool.reals()) {
            if (real.weight() > 0 && change.serves(new RealServerRef(pool.name(), real.name()))) {
                serving.put(real.name(), real.address());
            }
        }
        return serving;
    }
}
