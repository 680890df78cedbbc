/** The VRRP engine in a process of its own: its main. Nothing of this is for other bundles. */
@NullMarked
package dev.solera.lifeline;

import org.jspecify.annotations.NullMarked;
