/**
 * Whole Ethernet frames for VRRP: {@link dev.solera.packet.PacketPorts} chooses how this machine sends and receives them, and
 * answers with a {@link dev.solera.spi.PacketPort}. In an OSGi framework that is a service already.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.solera.packet;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
