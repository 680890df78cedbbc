/**
 * The fixture that integration tests share: an appliance as an operator has it, unpacked from the archive, started by
 * {@code bin/solera} as a process, on this host or in a network namespace.
 */
@NullMarked
package dev.solera.itests.appliance;

import org.jspecify.annotations.NullMarked;
