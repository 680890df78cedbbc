/**
 * Who has the addresses: the state machine of one virtual router (RFC 9568 section 6, RFC 3768 section 6), as a function of events and time. It
 * does no I/O and reads no clock: each event takes the time in nanoseconds and returns what to do, in order, and
 * {@link dev.solera.vrrp.internal.machine.VrrpMachine#nanosToNext} says when it wants to be asked again.
 *
 * <p>Where RFC and keepalived differ, the machine does what keepalived does, because the other half of a pair may be one: a lower advert is
 * answered by an advert and new claims to the addresses, an owner hears other owners unless told not to, and preemption can be delayed.
 *
 * <p>Two differences are its own. A MASTER that steps down for a higher one says a last word, so that the other, which may have been MASTER all along
 * behind a pulled cable, claims the addresses anew (keepalived can, but does not by default). And a MASTER that cannot serve yields: it offers its
 * place and keeps it if nobody wants it.
 */
@NullMarked
package dev.solera.vrrp.internal.machine;

import org.jspecify.annotations.NullMarked;
