package dev.solera.core.internal.engine;

import dev.solera.api.Check;
import dev.solera.api.Pool;
import dev.solera.core.internal.model.Plugins;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says why checks of a pool do not run. */
final class CheckNotes {
    private CheckNotes() {}

    /** Returns why, by pool; pools whose checks run are not in it. */
    static Map<String, String> of(Collection<Pool> pools, Plugins plugins) {
        Map<String, String> notes = new TreeMap<>();
        for (Pool pool : pools) {
            String missing = pool.checks().stream()
                    .map(Check::type)
                    .filter(type -> plugins.checker(type) == null)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "));
            if (!missing.isEmpty()) {
                notes.put(pool.name(), "health checker " + missing + " is not installed");
            }
        }
        return notes;
    }
}
