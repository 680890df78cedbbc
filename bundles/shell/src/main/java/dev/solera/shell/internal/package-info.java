/**
 * The operator's commands, and the endpoint through which a script runs them without starting a JVM.
 *
 * <p>A command reads {@link dev.solera.api.ApplianceView}, changes through {@link dev.solera.api.ApplianceControl} and knows no other
 * service: Karaf registers none of a bundle's commands while a single reference is missing. What it prints is a {@link Sheet},
 * as a table or as JSON with the same names as the MBeans have, first letter lower case. {@link ControlEndpoint} takes a
 * command line from a local client and streams back what it prints and how it ended; {@link CommandAcls} publishes who
 * may run which command.
 */
@NullMarked
package dev.solera.shell.internal;

import org.jspecify.annotations.NullMarked;
