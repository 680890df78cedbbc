/**
 * What the outside of the appliance sees: the configured objects as immutable records, their live status, events, and the
 * two services through which everything is read ({@link dev.solera.api.ApplianceView}) and changed
 * ({@link dev.solera.api.ApplianceControl}).
 *
 * <p>Nothing here depends on anything but the JDK. Records are values: two reads that show the same state are equal.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.solera.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
