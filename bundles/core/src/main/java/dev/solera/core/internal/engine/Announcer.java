package dev.solera.core.internal.engine;

import dev.solera.api.AdminNote;
import dev.solera.api.AdminState;
import dev.solera.api.ApplianceEvent;
import dev.solera.api.Caller;
import dev.solera.api.Health;
import dev.solera.api.PoolStatus.Quorum;
import dev.solera.api.Problem;
import dev.solera.api.RealServerRef;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.spi.Spec;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of what has changed, each change once: as an event, and in the log. Writer only, but for {@link #health}. */
final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private static final String END = "the appliance stops";

    private final Clock wall;
    private final Consumer<ApplianceEvent> events;
    private List<Problem> toldProblems = List.of();
    private Map<String, String> toldSchedulers = Map.of();
    private Map<String, String> toldChecks = Map.of();
    private final Map<String, Quorum.State> toldQuorums = new HashMap<>();

    Announcer(Clock wall, Consumer<ApplianceEvent> events) {
        this.wall = wall;
        this.events = events;
    }

    /** A plug-in does what it must not. Any thread. */
    void pluginFailing(String pool, String fault) {
        LOG.warn("pool {}: {}; its flows go by {}", pool, fault, GuardedFactory.FALLBACK);
        events.accept(new ApplianceEvent.PluginFailing(wall.instant(), "pool " + pool, fault));
    }

    /** A health checker does what it must not. Any thread. */
    void checkerFailing(RealServerRef ref, String what) {
        LOG.warn("real server {}: {}; its health stays what it was", ref, what);
        events.accept(new ApplianceEvent.PluginFailing(wall.instant(), "real server " + ref, what));
    }

    /** A part has stopped, or moves again. Any thread. */
    void stuck(String what) {
        events.accept(new ApplianceEvent.Stuck(wall.instant(), what));
    }

    void applied(Configuration.Accepted set) {
        Audited.applied(set);
        events.accept(new ApplianceEvent.SetApplied(set.at(), set.number(), set.by(), set.changes()));
    }

    void admin(RealServerRef ref, AdminState before, AdminTable.Entry entry, Caller caller) {
        AdminNote note = entry.stateNote();
        LOG.info(
                "real server {} {} -> {} by {}{}",
                ref,
                before,
                entry.state(),
                caller.user(),
                note == null || note.why().isEmpty() ? "" : ": " + note.why());
        events.accept(new ApplianceEvent.AdminStateChanged(wall.instant(), ref, before, entry.state(), caller));
    }

    /** A server that was taken out has no flows any more, or they have no time any more. */
    void drained(RealServerRef ref, long left, boolean closed) {
        if (left == 0) {
            LOG.info("real server {} has no flow left", ref);
        } else {
            LOG.warn(
                    "real server {}: {} left when their time was over: {}",
                    ref,
                    left == 1 ? "1 flow" : left + " flows",
                    closed ? "closed" : "kept");
        }
        events.accept(new ApplianceEvent.Drained(wall.instant(), ref, left, closed));
    }

    void health(RealServerRef ref, Health from, Health to, String why) {
        LOG.info("real server {} {} -> {}: {}", ref, from, to, why);
        events.accept(new ApplianceEvent.HealthChanged(wall.instant(), ref, from, to, why));
    }

    /** Tells how {@code now} differs from what was told before. */
    void look(Snapshot now) {
        if (!toldProblems.equals(now.problems())) {
            toldProblems = now.problems();
            if (!toldProblems.isEmpty()) {
                events.accept(new ApplianceEvent.SetRejected(wall.instant(), toldProblems));
            }
        }
        now.schedulersInUse().forEach((pool, scheduler) -> {
            String before = toldSchedulers.get(pool);
            if (before != null && !before.equals(scheduler)) {
                String why = now.schedulerNotes().getOrDefault(pool, "as configured");
                LOG.info("pool {} scheduler {} -> {}: {}", pool, before, scheduler, why);
                events.accept(new ApplianceEvent.SchedulerChanged(wall.instant(), pool, before, scheduler, why));
            }
        });
        toldSchedulers = now.schedulersInUse();
        now.checkNotes().forEach((pool, why) -> {
            if (!why.equals(toldChecks.get(pool))) {
                LOG.warn("pool {}: {}; the health of its servers stays what it was", pool, why);
            }
        });
        toldChecks.keySet().stream()
                .filter(pool -> now.schedulersInUse().containsKey(pool)
                        && !now.checkNotes().containsKey(pool))
                .forEach(pool -> LOG.info("pool {}: its checks run again", pool));
        toldChecks = now.checkNotes();
        toldQuorums.keySet().retainAll(now.lineups().keySet());
        now.lineups().forEach(this::quorum);
    }

    /** A quorum that is there from the start is nothing to tell. */
    private void quorum(String pool, Lineup lineup) {
        Quorum.State is = lineup.quorum().state();
        Quorum.State before = toldQuorums.put(pool, is);
        if (is == before || is == Quorum.State.UNKNOWN || is == Quorum.State.HELD && before != Quorum.State.LOST) {
            return;
        }
        tellQuorum(
                pool,
                lineup,
                is == Quorum.State.HELD,
                "weight of the servers that can serve: " + lineup.quorum().weight() + " (quorum "
                        + lineup.pool().availability().quorum() + ")");
    }

    private void tellQuorum(String pool, Lineup lineup, boolean held, String why) {
        String sorry = lineup.sorry() ? "; the sorry server serves" : "";
        if (held) {
            LOG.info("pool {} has its quorum: {}", pool, why);
        } else {
            LOG.warn("pool {} has lost its quorum: {}{}", pool, why, sorry);
        }
        events.accept(new ApplianceEvent.QuorumChanged(
                wall.instant(), pool, held, lineup.quorum().weight(), lineup.sorry(), why));
    }

    /** Tells of the end of pools that want it told, as if all their servers had failed. */
    void farewell(Snapshot last, Function<RealServerRef, @Nullable RealHealth> health) {
        last.lineups().forEach((pool, lineup) -> {
            if (!lineup.pool().availability().omega()) {
                return;
            }
            for (Spec.Real real : lineup.reals()) {
                RealHealth known = health.apply(real.server());
                if (known != null && known.health() == Health.UP) {
                    health(real.server(), Health.UP, Health.DOWN, END);
                }
            }
            if (lineup.quorum().state() == Quorum.State.HELD) {
                tellQuorum(pool, lineup, false, END);
            }
        });
    }
}
