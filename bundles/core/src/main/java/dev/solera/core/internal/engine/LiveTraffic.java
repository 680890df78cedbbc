package dev.solera.core.internal.engine;

import dev.solera.api.AdminState;
import dev.solera.api.Health;
import dev.solera.api.Pool;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.vrrp.Reading;
import dev.solera.core.internal.vrrp.Traffic;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one pass has found out about pools and virtual servers. */
final class LiveTraffic implements Traffic {
    private final Model model;
    private final Map<RealServerRef, AdminTable.Entry> admin;
    private final Function<RealServerRef, @Nullable RealHealth> health;
    private final Map<String, Lineup> lineups;
    private final Map<Ref, String> failures;
    private final Assignment assignment;
    private final Set<String> planes;

    LiveTraffic(
            Model model,
            Map<RealServerRef, AdminTable.Entry> admin,
            Function<RealServerRef, @Nullable RealHealth> health,
            Map<String, Lineup> lineups,
            Map<Ref, String> failures,
            Assignment assignment,
            Set<String> planes) {
        this.model = model;
        this.admin = admin;
        this.health = health;
        this.lineups = lineups;
        this.failures = failures;
        this.assignment = assignment;
        this.planes = planes;
    }

    @Override
    public Load pool(String name) {
        Pool pool = model.pools().get(name);
        Lineup lineup = lineups.get(name);
        long serving = 0;
        long unknown = 0;
        for (RealServer real : pool == null ? Set.<RealServer>of() : pool.reals()) {
            RealServerRef ref = new RealServerRef(name, real.name());
            Spec.Real spec = lineup == null ? null : lineup.real(real.name());
            if (spec != null && spec.eligible()) {
                serving += Lineups.weight(admin.get(ref), real);
            } else if (pool != null && !pool.checks().isEmpty() && isUnknown(ref)) {
                unknown += Lineups.weight(admin.get(ref), real);
            }
        }
        return new Load(serving, unknown);
    }

    @Override
    public Reading server(String name) {
        VirtualServer server = model.virtualServers().get(name);
        if (server == null) {
            return Reading.fails("no such virtual server");
        }
        String refused = assignment.refused().get(name);
        if (refused != null) {
            return assignment.isAbsent(server, planes) ? Reading.absent(refused) : Reading.fails(refused);
        }
        String failure = failures.get(new Ref.Service(name));
        if (failure != null) {
            return Reading.fails(failure);
        }
        String pool = server.pool();
        if (pool == null) {
            return Reading.well("it listens");
        }
        Load load = pool(pool);
        if (load.serving() > 0) {
            return Reading.well("it listens, pool " + pool + " serves");
        }
        return load.unknown() > 0
                ? Reading.unknown("the first checks of pool " + pool + " are under way")
                : Reading.fails("no server of pool " + pool + " takes flows");
    }

    private boolean isUnknown(RealServerRef ref) {
        AdminTable.Entry said = admin.get(ref);
        RealHealth known = health.apply(ref);
        return (said == null || said.state() == AdminState.READY)
                && (known == null || known.health() == Health.UNKNOWN);
    }
}
