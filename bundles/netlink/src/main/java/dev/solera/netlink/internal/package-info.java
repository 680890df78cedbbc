/**
 * The C library's socket calls, through JNA.
 */
@NullMarked
package dev.solera.netlink.internal;

import org.jspecify.annotations.NullMarked;
