/**
 * How floating addresses get onto interfaces and off again. Two sides share one picture of the kernel:
 * {@link dev.solera.addresses.internal.HostState} is that picture in memory, fed by events and by nothing else;
 * {@link dev.solera.addresses.internal.KernelHostNetwork} keeps it, and {@link dev.solera.addresses.internal.KernelVipBinder} changes the host by it.
 *
 * <p>The binder does not narrate. Each call first lets the picture catch up, works out what the claim wants
 * ({@link dev.solera.addresses.internal.Wanted}), compares, and sends the difference as one batch. What is ours is told by a tag in the kernel itself
 * ({@link dev.solera.addresses.internal.Ownership}), so a run that follows a crash knows what to clear away, and nothing of anybody else's is touched.
 * Who holds what is in a {@link dev.solera.addresses.internal.Ledger}, so an address that moves from one virtual router to another stays where it is.
 *
 * <p>An IPv4 address whose subnet is on the interface already is bound as /32: the kernel deletes the later addresses of a subnet with its first one.
 * The first keeps its prefix, and with it the route to the subnet; when it goes, the next of ours inherits both.
 */
@NullMarked
package dev.solera.addresses.internal;

import org.jspecify.annotations.NullMarked;
