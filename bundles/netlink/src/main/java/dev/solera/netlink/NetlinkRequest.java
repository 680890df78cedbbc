package dev.solera.netlink;

import java.util.function.Consumer;

/**
 * What to ask of the kernel. Immutable if its body is.
 *
 * @param subject what it does, in the operator's words, for messages: {@code add address 192.0.2.10/24 on interface 3}
 * @param type of the netlink message
 * @param flags beyond {@code NLM_F_REQUEST} and {@code NLM_F_ACK}, which every request has
 * @param body writes what follows the header
 */
public record NetlinkRequest(String subject, int type, int flags, Consumer<MessageWriter> body) {
    /** Adds an address; {@code EEXIST} where it is there. Needs CAP_NET_ADMIN, as every change. */
    public static NetlinkRequest addAddress(Address address) {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
        return new NetlinkRequest("add address " + address.subject(), Address.NEW, flags, address::write);
    }

    /** Adds an address, or gives the one that is there this lifetime and these flags. */
    public static NetlinkRequest replaceAddress(Address address) {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.REPLACE;
        return new NetlinkRequest("replace address " + address.subject(), Address.NEW, flags, address::write);
    }

    /** Deletes an address; {@code EADDRNOTAVAIL} where it is not there. */
    public static NetlinkRequest deleteAddress(Address address) {
        return new NetlinkRequest("delete address " + address.subject(), Address.DELETE, 0, address::writeKey);
    }

    /** Adds a route; {@code EEXIST} where it is there. */
    public static NetlinkRequest addRoute(Route route) {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
        return new NetlinkRequest("add route " + route.subject(), Route.NEW, flags, route::write);
    }

    /** Adds a route in place of the one to its destination with its metric, if there is one. */
    public static NetlinkRequest replaceRoute(Route route) {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.REPLACE;
        return new NetlinkRequest("replace route " + route.subject(), Route.NEW, flags, route::write);
    }

    /** Deletes a route; {@code ESRCH} where it is not there. */
    public static NetlinkRequest deleteRoute(Route route) {
        return new NetlinkRequest("delete route " + route.subject(), Route.DELETE, 0, route::write);
    }

    /** Adds a rule; {@code EEXIST} where it is there. */
    public static NetlinkRequest addRule(Rule rule) {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
        return new NetlinkRequest("add rule " + rule.subject(), Rule.NEW, flags, rule::write);
    }

    /** Deletes a rule; {@code ENOENT} where it is not there. */
    public static NetlinkRequest deleteRule(Rule rule) {
        return new NetlinkRequest("delete rule " + rule.subject(), Rule.DELETE, 0, rule::write);
    }

    /** A command of a generic netlink family that has no header of its own. */
    public static NetlinkRequest generic(
            String subject, GenericFamily family, int command, int flags, Consumer<MessageWriter> attributes) {
        return new NetlinkRequest(
                subject,
                family.id(),
                flags,
                out -> attributes.accept(out.u8(command).u8(family.version()).u16(0)));
    }
}
