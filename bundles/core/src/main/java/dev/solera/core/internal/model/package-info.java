/**
 * What the files mean: texts in, validated records out. One place says no, with file, line, key, value and what was expected.
 *
 * <p>{@link dev.solera.core.internal.model.ModelReader} reads a whole set. What is wrong within one file is told apart from what is wrong
 * between files, because the first has a remedy of its own: the file's last good version.
 */
@NullMarked
package dev.solera.core.internal.model;

import org.jspecify.annotations.NullMarked;
