/**
 * What plug-ins and engines implement: schedulers, health checkers and data planes, each a service found by the whiteboard
 * pattern. A plug-in needs this package and {@code dev.solera.api}, nothing else.
 *
 * <p>Contract tests that a plug-in's own tests extend are in {@code dev.solera.testkit}.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.solera.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
