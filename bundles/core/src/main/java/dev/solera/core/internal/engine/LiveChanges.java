package dev.solera.core.internal.engine;

import dev.solera.api.ApplianceChanges;
import dev.solera.api.ApplianceException;
import dev.solera.api.Caller;
import dev.solera.api.Change;
import dev.solera.api.Plan;
import dev.solera.api.SetRecord;
import dev.solera.api.Unconfirmed;
import dev.solera.core.internal.files.FileSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans, applies and takes back through the engine. Any thread. */
public final class LiveChanges implements ApplianceChanges {
    private static final Duration LONGEST_CONFIRM = Duration.ofDays(1);

    private final Engine engine;
    private final Path etc;

    /** Makes one for {@code engine}, whose files are in {@code etc}. */
    public LiveChanges(Engine engine, Path etc) {
        this.engine = engine;
        this.etc = etc;
    }

    @Override
    public Plan plan(@Nullable Path folder) {
        return engine.onWriter(() -> plan(engine.rollout().candidate(folder)));
    }

    private Plan plan(Configuration.Candidate candidate) {
        return new Planner(engine.snapshot(), etc, engine::health)
                .plan(
                        candidate,
                        engine.refusedBy(candidate.model()),
                        engine.plugins().policies());
    }

    @Override
    public Change apply(Caller caller, @Nullable Path folder, @Nullable Duration confirmWithin, boolean force) {
        if (confirmWithin != null && (confirmWithin.toSeconds() < 1 || confirmWithin.compareTo(LONGEST_CONFIRM) > 0)) {
            throw new ApplianceException("confirm: " + confirmWithin.toSeconds() + " (expected: 1.."
                    + LONGEST_CONFIRM.toSeconds() + " seconds)");
        }
        return engine.change(() -> {
            Configuration.Candidate candidate = engine.rollout().candidate(folder);
            Plan plan = plan(candidate);
            if (!plan.problems().isEmpty()) {
                int more = plan.problems().size() - 1;
                throw new ApplianceException("nothing is applied; mend the files first: "
                        + plan.problems().get(0) + (more == 0 ? "" : " and " + more + " more"));
            }
            if (!force && !plan.objections().isEmpty()) {
                throw new ApplianceException("nothing is applied; a policy objects: "
                        + String.join("; ", plan.objections()) + " (expected: a plan without, or --force)");
            }
            return engine.rollout().apply(candidate, caller, folder, confirmWithin, System.nanoTime());
        });
    }

    @Override
    public Change confirm(Caller caller) {
        return engine.change(() -> engine.rollout().confirm());
    }

    @Override
    public Change undo(Caller caller, @Nullable Long set) {
        return engine.change(() -> engine.rollout().undo(caller, set));
    }

    @Override
    public List<SetRecord> history() {
        return engine.rollout().history(engine.snapshot().inForce().number());
    }

    @Override
    public List<String> diff(long from, long to) {
        FileSet before = engine.rollout().read(from).files();
        FileSet after = engine.rollout().read(to).files();
        List<String> words = new ArrayList<>(engine.onWriter(() -> Changes.between(
                before,
                engine.rollout().meaning(before),
                after,
                engine.rollout().meaning(after))));
        for (String file : before.differing(after)) {
            words.add(file);
            words.addAll(LineDiff.of(before.bytes(file), after.bytes(file)));
        }
        return words;
    }

    @Override
    public Optional<Unconfirmed> unconfirmed() {
        return Optional.ofNullable(engine.rollout().unconfirmed());
    }

    @Override
    public List<String> waiting() {
        return engine.rollout().waiting();
    }
}
