/**
 * The appliance as an operator has it: the archive unpacked, {@code bin/solera} started as a process, looked at from
 * outside. {@link dev.solera.itests.appliance.Appliance} is the fixture; a test class extends nothing.
 */
package dev.solera.itests.e2e;
