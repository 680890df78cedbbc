/**
 * Floating addresses on the interfaces of this host, and the host's network as the kernel tells of it.
 *
 * <p>{@link dev.solera.addresses.HostAddresses} gives both services to whoever is no OSGi framework: a {@link dev.solera.spi.VipBinder} that puts
 * addresses, routes, rules, virtual MAC interfaces and packet filters in place, and a {@link dev.solera.spi.HostNetwork} that answers from memory.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.solera.addresses;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
