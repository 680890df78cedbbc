package dev.solera.core.internal.health;

import dev.solera.api.CheckResult;
import dev.solera.api.CheckResult.Outcome;
import dev.solera.api.Health;

/**
 * What one check says of one server, after a number of results. Immutable.
 *
 * @param health UNKNOWN until the first result that is not void
 * @param streak results in a row that contradict {@code health}
 */
public record CheckState(Health health, int streak) {
    /** Nothing known yet. */
    public static final CheckState UNKNOWN = new CheckState(Health.UNKNOWN, 0);

    /**
     * Returns the state after one more result. The first result alone decides; later ones turn it after {@code rise} passes or
     * {@code fall} failures in a row; a void one changes nothing.
     */
    public CheckState after(CheckResult result, int rise, int fall) {
        if (result.outcome() == Outcome.VOID) {
            return this;
        }
        Health said = result.outcome() == Outcome.PASS ? Health.UP : Health.DOWN;
        if (health == Health.UNKNOWN) {
            return new CheckState(said, 0);
        }
        if (said == health) {
            return new CheckState(health, 0);
        }
        int needed = said == Health.UP ? rise : fall;
        return streak + 1 >= needed ? new CheckState(said, 0) : new CheckState(health, streak + 1);
    }
}
