/**
 * The centre: reads the configuration, watches health, and tells the data planes what to be. Exports nothing; the outside reads and
 * changes through {@code dev.solera.api}, plug-ins through {@code dev.solera.spi}.
 */
@NullMarked
package dev.solera.core;

import org.jspecify.annotations.NullMarked;
