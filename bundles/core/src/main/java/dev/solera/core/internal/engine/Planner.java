package dev.solera.core.internal.engine;

import dev.solera.api.Addresses;
import dev.solera.api.AdminState;
import dev.solera.api.Health;
import dev.solera.api.Plan;
import dev.solera.api.Problem;
import dev.solera.api.RealServerRef;
import dev.solera.api.Vip;
import dev.solera.api.VrrpInstance;
import dev.solera.api.VrrpReport;
import dev.solera.api.VrrpState;
import dev.solera.core.internal.files.FileId;
import dev.solera.core.internal.files.FileSet;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.Router;
import dev.solera.spi.DataPlane;
import dev.solera.spi.PlanPolicy;
import dev.solera.spi.PlannedChange;
import dev.solera.spi.Ref;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works out what a candidate would change of what is in force. Changes nothing. */
final class Planner {
    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

    private final Snapshot now;
    private final Path etc;
    private final Function<RealServerRef, @Nullable RealHealth> health;

    /**
     * Makes one.
     *
     * @param now what is in force and how it fares
     * @param etc the folder that names in the files start from
     */
    Planner(Snapshot now, Path etc, Function<RealServerRef, @Nullable RealHealth> health) {
        this.now = now;
        this.etc = etc;
        this.health = health;
    }

    /**
     * Returns the plan.
     *
     * @param refused why virtual servers would be served by nobody, by name
     */
    Plan plan(Configuration.Candidate candidate, Map<String, String> refused, List<PlanPolicy> policies) {
        Configuration.Accepted before = now.inForce();
        if (!candidate.problems().isEmpty()) {
            return new Plan(
                    before.number(),
                    files(before.files(), candidate.files()),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    candidate.problems(),
                    List.of());
        }
        Model model = candidate.model();
        List<Problem> problems = new ArrayList<>();
        refused.forEach((server, why) -> {
            if (!before.model().virtualServers().containsKey(server)) {
                problems.add(new Problem(new FileId("virtualserver", server).fileName(), 0, null, null, why));
            }
        });
        return new Plan(
                before.number(),
                files(before.files(), candidate.files()),
                Changes.edits(before.files(), before.model(), candidate.files(), model, this::connections),
                vips(before.model(), model),
                Changes.checks(before.model(), model),
                Changes.checks(model, before.model()),
                problems,
                objections(candidate, policies));
    }

    private long connections(Ref ref) {
        long sum = 0;
        for (DataPlane plane : now.planes().values()) {
            sum += plane.counters(ref).activeConnections();
        }
        return sum;
    }

    private static List<String> files(FileSet before, FileSet after) {
        List<String> words = new ArrayList<>();
        for (String file : before.differing(after)) {
            List<String> lines = LineDiff.of(before.bytes(file), after.bytes(file));
            long added = lines.stream().filter(line -> line.startsWith("+")).count();
            long removed = lines.size() - added;
            words.add(file + (before.bytes(file) == null ? " (new)" : after.bytes(file) == null ? " (gone)" : "") + ": "
                    + added + (added == 1 ? " line" : " lines") + " added, " + removed + " removed");
        }
        return words;
    }

    private List<String> vips(Model before, Model after) {
        Map<String, VrrpReport> reports = now.routers().reports();
        Map<String, Place> old = places(before);
        Map<String, Place> wanted = places(after);
        List<String> words = new ArrayList<>();
        wanted.forEach((name, place) -> {
            Place was = old.get(name);
            if (was == null) {
                words.add("vip " + name + " " + place.words() + " comes");
            } else if (!was.words().equals(place.words())) {
                words.add("vip " + name + " moves: " + was.words() + " to " + place.words());
            } else {
                int from = was.instance().priority();
                int to = place.instance().priority();
                VrrpReport report = reports.get(place.instance().name());
                boolean master = report != null && report.state() == VrrpState.MASTER;
                if (from != to && master == to < from) {
                    words.add("vip " + name + " " + place.words() + " may move " + (master ? "away from" : "to")
                            + " this node: priority " + from + " to " + to);
                }
            }
        });
        old.forEach((name, place) -> {
            if (!wanted.containsKey(name)) {
                words.add("vip " + name + " " + place.words() + " goes");
            }
        });
        return words;
    }

    private static Map<String, Place> places(Model model) {
        Map<String, Place> places = new TreeMap<>();
        for (Router router : model.routers().values()) {
            router.instance().vips().forEach(vip -> places.put(vip.name(), new Place(vip, router.instance())));
        }
        return places;
    }

    private List<String> objections(Configuration.Candidate candidate, List<PlanPolicy> policies) {
        Configuration.Accepted before = now.inForce();
        PlannedChange change = new PlannedChange(
                state(before.files(), before.model()), state(candidate.files(), candidate.model()), etc, this::serves);
        List<String> all = new ArrayList<>();
        for (PlanPolicy policy : policies) {
            try {
                policy.objections(change).forEach(why -> all.add(policy.name() + ": " + why));
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                LOG.warn("policy {} failed", policy.getClass().getName(), e);
                all.add(policy.getClass().getSimpleName() + ": it failed and could not judge: " + e);
            }
        }
        return all;
    }

    private boolean serves(RealServerRef ref) {
        AdminTable.Entry said = now.admin().get(ref);
        RealHealth known = health.apply(ref);
        return (said == null || said.state() == AdminState.READY) && known != null && known.health() == Health.UP;
    }

    private static PlannedChange.State state(FileSet files, Model model) {
        return new PlannedChange.State(
                model.virtualServers(),
                model.pools(),
                model.appliance().policies().keys(),
                files.files());
    }

    /** Where an address floats. */
    private record Place(Vip vip, VrrpInstance instance) {
        String words() {
            return Addresses.text(vip.address()) + " on " + instance.interfaceName() + " by " + instance.name();
        }
    }
}
