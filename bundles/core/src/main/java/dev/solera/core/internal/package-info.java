/**
 * OSGi around the engine: thin components that start it, hand it its plug-ins and data planes, and pass its configuration on to
 * ConfigAdmin.
 */
@NullMarked
package dev.solera.core.internal;

import org.jspecify.annotations.NullMarked;
