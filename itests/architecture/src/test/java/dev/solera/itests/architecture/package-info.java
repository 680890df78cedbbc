/** Holds the arrows between the bundles. */
package dev.solera.itests.architecture;
