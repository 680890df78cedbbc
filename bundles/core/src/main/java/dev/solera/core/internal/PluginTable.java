package dev.solera.core.internal;

import dev.solera.core.internal.model.Plugins;
import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.SchedulerFactory;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The plug-ins that are installed now, each with the bundle it comes from. Safe from any thread. */
public final class PluginTable implements Plugins {
    private final Map<String, Provided<SchedulerFactory>> schedulers = new ConcurrentSkipListMap<>();
    private final Map<String, Provided<HealthCheckerFactory>> checkers = new ConcurrentSkipListMap<>();

    /** A scheduler has come; a newer one of the same name takes its place. */
    public void add(SchedulerFactory factory, String provider) {
        schedulers.put(factory.name(), new Provided<>(factory, provider));
    }

    /** A scheduler goes. */
    public void remove(SchedulerFactory factory) {
        schedulers.values().removeIf(p -> p.plugin() == factory);
    }

    /** A health checker has come; a newer one of the same type takes its place. */
    public void add(HealthCheckerFactory factory, String provider) {
        checkers.put(factory.type(), new Provided<>(factory, provider));
    }

    /** A health checker goes. */
    public void remove(HealthCheckerFactory factory) {
        checkers.values().removeIf(p -> p.plugin() == factory);
    }

    /** Returns symbolic name and version of the bundle that a scheduler comes from, empty when it is gone. */
    public String schedulerProvider(String name) {
        Provided<SchedulerFactory> p = schedulers.get(name);
        return p == null ? "" : p.provider();
    }

    @Override
    public @Nullable SchedulerFactory scheduler(String name) {
        Provided<SchedulerFactory> p = schedulers.get(name);
        return p == null ? null : p.plugin();
    }

    @Override
    public @Nullable HealthCheckerFactory checker(String type) {
        Provided<HealthCheckerFactory> p = checkers.get(type);
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

    private record Provided<T>(T plugin, String provider) {}
}
