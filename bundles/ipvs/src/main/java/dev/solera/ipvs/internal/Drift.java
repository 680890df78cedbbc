package dev.solera.ipvs.internal;

import dev.solera.api.IpvsDifference;
import dev.solera.ipvs.IpvsSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once what somebody else has changed. For one thread. */
final class Drift {
    private static final Logger LOG = LoggerFactory.getLogger(Drift.class);

    private final Set<IpvsDifference> told = new HashSet<>();

    void tell(List<Differences.Found> found, IpvsSettings.Repair repair) {
        Set<IpvsDifference> now = new HashSet<>();
        found.forEach(one -> now.add(one.difference()));
        for (IpvsDifference one : now) {
            if (!told.contains(one)) {
                LOG.warn(
                        "ipvs: somebody changed {}{}: {} (expected: {}); {}",
                        one.service(),
                        one.destination() == null ? "" : " -> " + one.destination(),
                        one.actual() == null ? "missing" : one.actual(),
                        one.desired() == null ? "nothing" : one.desired(),
                        repair == IpvsSettings.Repair.AUTO ? "repairing it" : "leaving it, as repair = report");
            }
        }
        told.clear();
        told.addAll(now);
    }
}
