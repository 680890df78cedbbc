package dev.solera.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler that is installed, or that a pool asks for.
 *
 * @param name as written in a pool file
 * @param provider symbolic name and version of the bundle it comes from; null when it is not installed
 * @param pools pools that ask for it, sorted
 */
public record SchedulerStatus(String name, @Nullable String provider, List<String> pools) {}
