/** The engine as a service. What it does is in {@link dev.solera.vrrp.internal.engine}. */
@NullMarked
package dev.solera.vrrp.internal;

import org.jspecify.annotations.NullMarked;
