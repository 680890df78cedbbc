package dev.solera.core.internal.engine;

import dev.solera.core.internal.files.FileSet;

/**
 * A set that came into force.
 *
 * @param number of the set
 * @param files what it consists of
 */
public record Published(long number, FileSet files) {}
