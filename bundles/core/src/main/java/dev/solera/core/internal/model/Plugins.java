package dev.solera.core.internal.model;

import dev.solera.spi.HealthCheckerFactory;
import dev.solera.spi.PlanPolicy;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.WeightAdvisorFactory;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The plug-ins that are installed now. Safe from any thread. */
public interface Plugins {
    /** Returns the scheduler of that name, or null. */
    @Nullable
    SchedulerFactory scheduler(String name);

    /** Returns the health checker of that type, or null. */
    @Nullable
    HealthCheckerFactory checker(String type);

    /** Returns the weight advisor of that name, or null. */
    @Nullable
    WeightAdvisorFactory advisor(String name);

    /** Returns the names of all weight advisors. */
    SortedSet<String> advisors();

    /** Returns the names of all schedulers. */
    SortedSet<String> schedulers();

    /** Returns the types of all health checkers. */
    SortedSet<String> checkers();

    /** Returns symbolic name and version of the bundle that a scheduler comes from, empty when that is not known. */
    default String schedulerProvider(String name) {
        return "";
    }

    /** Returns symbolic name and version of the bundle that a health checker comes from, empty when that is not known. */
    default String checkerProvider(String type) {
        return "";
    }

    /** Returns the policies that judge plans. */
    default List<PlanPolicy> policies() {
        return List.of();
    }
}
