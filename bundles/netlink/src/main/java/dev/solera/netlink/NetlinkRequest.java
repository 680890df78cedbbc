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

    /** Adds a route whose gateway is taken to be on its link, whatever the addresses there say ({@code RTNH_F_ONLINK}). */
    public static NetlinkRequest addRouteOnLink(Route route) {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
        return new NetlinkRequest("add route " + route.subject(), Route.NEW, flags, route::writeOnLink);
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

    /**
     * Makes an Ethernet interface of its own address on another one, which it does not talk to (macvlan in private mode). It is down at first.
     *
     * @param name at most 15 characters; {@code EEXIST} where it is taken
     * @param parent index of the interface below
     * @param hardwareAddress six bytes
     */
    public static NetlinkRequest addMacvlan(String name, int parent, byte[] hardwareAddress) {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
        byte[] mac = hardwareAddress.clone();
        return new NetlinkRequest(
                "add macvlan " + name + " on interface " + parent,
                Link.NEW,
                flags,
                out -> Link.writeMacvlan(out, name, parent, mac));
    }

    /** Makes two Ethernet interfaces with a cable between them, both down at first; {@code EEXIST} where a name is taken. */
    public static NetlinkRequest addVeth(String name, String peer) {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
        return new NetlinkRequest(
                "add veth " + name + " to " + peer, Link.NEW, flags, out -> Link.writeVeth(out, name, peer));
    }

    /** Sets an interface up or down; {@code ENODEV} where there is none of that name. */
    public static NetlinkRequest setUp(String name, boolean up) {
        return new NetlinkRequest(
                "set " + name + (up ? " up" : " down"), Link.SET, 0, out -> Link.writeUp(out, name, up));
    }

    /** Gives an interface a text that others can read, at most 255 bytes ({@code IFLA_IFALIAS}). */
    public static NetlinkRequest setAlias(String name, String alias) {
        return new NetlinkRequest("set alias of " + name, Link.SET, 0, out -> Link.writeAlias(out, name, alias));
    }

    /** Lets an interface have no IPv6 link-local address but those that are given to it; has to come before it is up. */
    public static NetlinkRequest setWithoutLinkLocal(String name) {
        return new NetlinkRequest(
                "set " + name + " without link-local address",
                Link.SET,
                0,
                out -> Link.writeWithoutLinkLocal(out, name));
    }

    /** Deletes an interface of software, such as a macvlan; {@code EOPNOTSUPP} for others. */
    public static NetlinkRequest deleteLink(Link link) {
        return new NetlinkRequest("delete link " + link.name(), Link.DELETE, 0, out -> out.u32(0)
                .u32(link.index())
                .u32(0)
                .u32(0));
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
