/**
 * One writer turns the configuration, the health and what operators said into desired state, compares it with what the data planes hold
 * and applies the difference.
 *
 * <p>{@link dev.solera.core.internal.engine.Engine} owns the writer thread; everything named "writer only" below runs on it. Readers see
 * immutable snapshots.
 */
@NullMarked
package dev.solera.core.internal.engine;

import org.jspecify.annotations.NullMarked;
