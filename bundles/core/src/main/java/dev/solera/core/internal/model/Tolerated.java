package dev.solera.core.internal.model;

import dev.solera.api.Check;
import dev.solera.api.Pool;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Plug-ins that a file may name although they are not installed, because they were when the file was accepted: a plug-in that goes away
 * does not make the configuration wrong.
 *
 * @param scheduler tells by name whether a scheduler may be missing
 * @param checker tells by type whether a health checker may be missing
 * @param advisor tells by name whether a weight advisor may be missing
 */
public record Tolerated(Predicate<String> scheduler, Predicate<String> checker, Predicate<String> advisor) {
    /** Nothing may be missing. */
    public static final Tolerated NONE = new Tolerated(name -> false, type -> false, name -> false);

    /** Anything may be missing: for a set that was in force before. */
    public static final Tolerated ANY = new Tolerated(name -> true, type -> true, name -> true);

    /** Returns what {@code accepted} names. */
    public static Tolerated of(Model accepted) {
        Set<String> schedulers =
                accepted.pools().values().stream().map(Pool::scheduler).collect(Collectors.toUnmodifiableSet());
        Set<String> checkers = accepted.pools().values().stream()
                .flatMap(pool -> pool.checks().stream())
                .map(Check::type)
                .collect(Collectors.toUnmodifiableSet());
        Set<String> advisors = accepted.pools().values().stream()
                .map(Pool::advisor)
                .filter(Objects::nonNull)
                .map(Pool.Advisor::name)
                .collect(Collectors.toUnmodifiableSet());
        return new Tolerated(schedulers::contains, checkers::contains, advisors::contains);
    }
}
