package dev.solera.core.internal.engine;

import dev.solera.api.Pool;
import dev.solera.api.PoolStatus.Quorum;
import dev.solera.spi.Spec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the members of one pool are to be at one moment, on a plane that knows sixteenths. Immutable; the same object as long as nothing changes.
 *
 * @param pool as configured
 * @param reals the members in file order, the sorry server behind them
 * @param byName the same by name
 * @param quorum whether enough of them can serve
 * @param growing whether a slow start is under way, so that weights have to be worked out again soon
 */
record Lineup(Pool pool, List<Spec.Real> reals, Map<String, Spec.Real> byName, Quorum quorum, boolean growing) {
    /** Tells whether the sorry server serves. */
    boolean sorry() {
        Spec.Real sorry = byName.get(Pool.SORRY);
        return sorry != null && sorry.eligible();
    }

    /** Tells whether any configured server takes flows. */
    boolean serves() {
        for (Spec.Real real : reals) {
            if (real.eligible() && real.weight() > 0 && !isSorry(real)) {
                return true;
            }
        }
        return false;
    }

    Spec.@Nullable Real real(String name) {
        return byName.get(name);
    }

    static boolean isSorry(Spec.Real real) {
        return real.server().real().equals(Pool.SORRY);
    }
}
