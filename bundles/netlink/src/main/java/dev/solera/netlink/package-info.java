/**
 * Linux netlink: bytes to records and back, and the sockets that carry them. It knows links, addresses, routes, rules and generic
 * netlink families; it knows nothing of load balancing.
 *
 * <p>Three layers. The codec is pure: {@link dev.solera.netlink.NetlinkMessage}, {@link dev.solera.netlink.Attributes} and
 * {@link dev.solera.netlink.MessageWriter}, and one record per kind of object. A {@link dev.solera.netlink.Datagrams} carries whole
 * datagrams; {@link dev.solera.netlink.NetlinkSocket} is the kernel's. On top are the typed clients:
 * {@link dev.solera.netlink.RouteNetlink} and {@link dev.solera.netlink.RouteWatch} for rtnetlink(7),
 * {@link dev.solera.netlink.GenericNetlink} for the families that are found by name.
 *
 * <p>Numbers are those of the kernel's headers {@code linux/netlink.h}, {@code rtnetlink.h}, {@code if_link.h}, {@code if_addr.h},
 * {@code fib_rules.h}, {@code neighbour.h} and {@code genetlink.h}; the rules of parsing are those of RFC 3549 and of the kernel's
 * own documentation, "Introduction to Netlink".
 */
@Export
@Version("1.1.0")
@NullMarked
package dev.solera.netlink;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
