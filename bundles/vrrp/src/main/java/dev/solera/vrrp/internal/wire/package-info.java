/**
 * VRRP as bytes: adverts of version 2 (RFC 3768) and 3 (RFC 9568), the Ethernet and IP headers around them, and the gratuitous ARP and
 * unsolicited neighbour advertisement frames that tell the wire who has an address now. Nothing here does I/O, reads a clock or throws
 * on what it received.
 *
 * <p>Both ends of an advert are described by one {@link dev.solera.vrrp.internal.wire.AdvertFormat}. A
 * {@link dev.solera.vrrp.internal.wire.AdvertWriter} makes whole frames in a buffer of its own. On the way in a
 * {@link dev.solera.vrrp.internal.wire.ReceivedPacket} finds the VRRP message and its virtual router identifier, and the
 * {@link dev.solera.vrrp.internal.wire.AdvertReader} of that virtual router makes an {@link dev.solera.vrrp.internal.wire.Advert} of it, or counts
 * in {@link dev.solera.vrrp.internal.wire.AdvertCounters} why not.
 *
 * <p>Authentication by HMAC is the trailer of draft-cassen-vrrp-auth-hmac in the form keepalived 2.4.3 has; see
 * {@link dev.solera.vrrp.internal.wire.HmacTrailer}.
 */
@NullMarked
package dev.solera.vrrp.internal.wire;

import org.jspecify.annotations.NullMarked;
