package dev.solera.core.internal.engine;

import dev.solera.api.Pool;
import dev.solera.core.internal.model.Plugins;
import dev.solera.core.internal.model.SchedulerNames;
import dev.solera.spi.Members;
import dev.solera.spi.Scheduler;
import dev.solera.spi.SchedulerFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which scheduler service each pool uses: the one it asks for or its equivalent while that is installed, else the fallback. Writer only.
 */
final class Schedulers {
    private final Plugins plugins;
    private final BiConsumer<String, String> report;
    private final PickWatch watch;
    private final Map<String, GuardedFactory> inUse = new HashMap<>();

    /** Makes an empty table; {@code report} is told pool and fault, on an event loop or the watch. */
    Schedulers(Plugins plugins, BiConsumer<String, String> report, PickWatch watch) {
        this.plugins = plugins;
        this.report = report;
        this.watch = watch;
    }

    Use use(Pool pool) {
        SchedulerFactory asked = plugins.scheduler(pool.scheduler());
        String arguments = pool.schedulerArguments();
        if (asked == null) {
            SchedulerNames.Choice choice = SchedulerNames.on(pool, plugins.schedulers());
            asked = choice == null ? null : plugins.scheduler(choice.name());
            arguments = choice == null ? "" : choice.arguments();
        }
        SchedulerFactory fallback = plugins.scheduler(GuardedFactory.FALLBACK);
        SchedulerFactory used = asked != null ? asked : fallback != null ? fallback : InTurn.INSTANCE;
        GuardedFactory guarded = inUse.get(pool.name());
        if (guarded == null || !guarded.guards(used, fallback)) {
            String provider = plugins.schedulerProvider(used.name());
            guarded = new GuardedFactory(
                    used,
                    provider,
                    fallback,
                    fault -> report.accept(
                            pool.name(),
                            "scheduler " + used.name() + (provider.isEmpty() ? "" : " (" + provider + ")")
                                    + " failing: " + fault),
                    watch);
            inUse.put(pool.name(), guarded);
        }
        String note = asked != null ? null : "scheduler " + pool.scheduler() + " is not installed";
        return new Use(guarded, arguments, note);
    }

    /** Forgets pools that are gone, and what their schedulers did wrong. */
    void forgetAllBut(Set<String> pools) {
        inUse.keySet().retainAll(pools);
    }

    /**
     * What a pool uses.
     *
     * @param factory guarded
     * @param arguments for it
     * @param missing why it is not the one asked for, null when it is
     */
    record Use(GuardedFactory factory, String arguments, @Nullable String missing) {
        @Nullable
        String note() {
            return missing != null
                    ? missing
                    : factory.fault() == null ? null : factory.words() + " failing: " + factory.fault();
        }
    }

    private static final class InTurn implements SchedulerFactory {
        static final InTurn INSTANCE = new InTurn();

        @Override
        public String name() {
            return "in turn";
        }

        @Override
        public Scheduler create(Members now, @Nullable Scheduler previous) {
            return new Rotation(now);
        }
    }
}
