/**
 * What a plug-in's own tests stand on. {@link dev.solera.testkit.SchedulerContract} and
 * {@link dev.solera.testkit.HealthCheckerContract} are JUnit classes to extend: they prove what the appliance relies on.
 * {@link dev.solera.testkit.FakeMember}, {@link dev.solera.testkit.FakeFlow}, {@link dev.solera.testkit.Placements} and
 * {@link dev.solera.testkit.ShiftedClock} stand in for what the appliance hands to a plug-in.
 *
 * <p>It is a library for tests and no part of a running appliance: no feature contains it.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.solera.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
