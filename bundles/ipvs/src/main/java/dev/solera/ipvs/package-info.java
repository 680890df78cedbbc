/**
 * The data plane {@code ipvs}: the kernel balances, this decides. Core tells it by edits what to be; see
 * {@link dev.solera.ipvs.IpvsPlane}.
 *
 * <p>From the specs it works out which services and destinations the kernel is to have, compares that with what the kernel has, and sends
 * the difference alone: one message for one weight. After a crash the kernel still has everything, so the difference is nothing, and
 * nothing blinks. A file says which services are the appliance's; those of others are never touched.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.solera.ipvs;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
