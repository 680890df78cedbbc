/** The parts of the data plane {@code ipvs}: what is wanted, what is owned, what differs, what is leaving, what was counted. */
@NullMarked
package dev.solera.ipvs.internal;

import org.jspecify.annotations.NullMarked;
