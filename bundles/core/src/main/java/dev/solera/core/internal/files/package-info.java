/**
 * The configuration as files: reading them strictly, watching the folder, editing one without touching what it does not concern,
 * and keeping the sets that were in force.
 *
 * <p>All {@code solera.*} files are one set. This package knows keys, lines and bytes; what they mean is told in {@code model}.
 */
@NullMarked
package dev.solera.core.internal.files;

import org.jspecify.annotations.NullMarked;
