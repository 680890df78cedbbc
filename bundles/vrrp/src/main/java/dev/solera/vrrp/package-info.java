/**
 * The VRRP engine as plain Java: what {@code dev.solera.spi.VrrpEngine} asks for over a PacketPort, a VipBinder and a HostNetwork. In OSGi it is a service;
 * elsewhere {@link dev.solera.vrrp.LocalEngine} is made with {@code new}.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.solera.vrrp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
