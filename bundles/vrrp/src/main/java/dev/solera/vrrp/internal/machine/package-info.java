/**
 * Who has the addresses: the state machine of one virtual router (RFC 9568 section 6, RFC 3768 section 6), as a function of events and time. It
 * does no I/O and reads no clock: each event takes the time in nanoseconds and returns what to do, in order, and
 * {@link dev.solera.vrrp.internal.machine.VrrpMachine#nanosToNext} says when it wants to be asked again.
 *
 * <p>Where RFC and keepalived differ, the machine does what keepalived does, because the other half of a pair may be one: a lower advert is answered
 * by an advert and new claims to the addresses, an owner hears other owners unless told not to, preemption can be delayed, and an address is
 * accepted for whatever it is asked for. A difference of its own is the yield: a MASTER that cannot serve offers its place and keeps it if nobody wants it.
 */
@NullMarked
package dev.solera.vrrp.internal.machine;

import org.jspecify.annotations.NullMarked;
