package dev.solera.core.internal;

import dev.solera.core.internal.model.Plugins;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.PlanPolicy;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.WeightAdvisorFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The plug-ins that are installed now, each with the bundle it comes from. Of two with one name the one that came last is used, and the other
 * again when that one goes. Safe from any thread.
 */
public final class PluginTable implements Plugins {
    private final Map<String, List<Provided<SchedulerFactory>>> schedulers = new ConcurrentSkipListMap<>();
    private final Map<String, List<Provided<HealthCheckerFactory>>> checkers = new ConcurrentSkipListMap<>();
    private final List<PlanPolicy> policies = new CopyOnWriteArrayList<>();

    private final Map<String, List<Provided<WeightAdvisorFactory>>> advisors = new ConcurrentSkipListMap<>();

    /** A scheduler has come. */
    public void add(SchedulerFactory factory, String provider) {
        add(schedulers, factory.name(), new Provided<>(factory, provider));
    }

    /** A scheduler goes. */
    public void remove(SchedulerFactory factory) {
        remove(schedulers, factory);
    }

    /** A health checker has come. */
    public void add(HealthCheckerFactory factory, String provider) {
        add(checkers, factory.type(), new Provided<>(factory, provider));
    }

    /** A health checker goes. */
    public void remove(HealthCheckerFactory factory) {
        remove(checkers, factory);
    }

    /** A policy has come. */
    public void add(PlanPolicy policy) {
        policies.add(policy);
    }

    /** A policy goes. */
    public void remove(PlanPolicy policy) {
        policies.remove(policy);
    }

    @Override
    public List<PlanPolicy> policies() {
        return List.copyOf(policies);
    }

    @Override
    public String checkerProvider(String type) {
        Provided<HealthCheckerFactory> p = last(checkers, type);
        return p == null ? "" : p.provider();
    }

    /** A weight advisor has come. */
    public void add(WeightAdvisorFactory factory, String provider) {
        add(advisors, factory.name(), new Provided<>(factory, provider));
    }

    /** A weight advisor goes. */
    public void remove(WeightAdvisorFactory factory) {
        remove(advisors, factory);
    }

    @Override
    public @Nullable WeightAdvisorFactory advisor(String name) {
        Provided<WeightAdvisorFactory> p = last(advisors, name);
        return p == null ? null : p.plugin();
    }

    @Override
    public SortedSet<String> advisors() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(advisors.keySet()));
    }

    @Override
    public String schedulerProvider(String name) {
        Provided<SchedulerFactory> p = last(schedulers, name);
        return p == null ? "" : p.provider();
    }

    @Override
    public @Nullable SchedulerFactory scheduler(String name) {
        Provided<SchedulerFactory> p = last(schedulers, name);
        return p == null ? null : p.plugin();
    }

    @Override
    public @Nullable HealthCheckerFactory checker(String type) {
        Provided<HealthCheckerFactory> p = last(checkers, type);
        return p == null ? null : p.plugin();
    }

    @Override
    public SortedSet<String> schedulers() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(schedulers.keySet()));
    }

    @Override
    public SortedSet<String> checkers() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(checkers.keySet()));
    }

    private static <T> void add(Map<String, List<Provided<T>>> table, String name, Provided<T> plugin) {
        table.merge(name, List.of(plugin), (before, one) -> {
            List<Provided<T>> all = new ArrayList<>(before);
            all.addAll(one);
            return List.copyOf(all);
        });
    }

    /** By identity, not by name: a plug-in that is going may answer nothing any more. */
    private static <T> void remove(Map<String, List<Provided<T>>> table, T plugin) {
        for (String name : table.keySet()) {
            table.computeIfPresent(name, (n, before) -> {
                List<Provided<T>> left =
                        before.stream().filter(p -> p.plugin() != plugin).toList();
                return left.isEmpty() ? null : left;
            });
        }
    }

    private static <T> @Nullable Provided<T> last(Map<String, List<Provided<T>>> table, String name) {
        List<Provided<T>> all = table.get(name);
        return all == null ? null : all.get(all.size() - 1);
    }

    private record Provided<T>(T plugin, String provider) {}
}
