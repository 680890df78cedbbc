package dev.solera.netlink;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route ({@code struct rtmsg} and its attributes).
 *
 * @param ipv6 the family
 * @param destination null for the default route
 * @param source the sources that it is for, null for all (IPv6 alone)
 * @param tos 0..255
 * @param table {@link #TABLE_MAIN} or another, unsigned 32 bits
 * @param protocol who put it there ({@code RTPROT_*}): 2 the kernel, 3 boot, 4 an administrator
 * @param scope {@code RT_SCOPE_*}: 0 universe, 253 link, 254 host
 * @param type {@code RTN_*}: {@link #UNICAST}, {@link #LOCAL}, {@link #BLACKHOLE}, …
 * @param index of the interface to leave by, 0 for none
 * @param gateway null where the destination is on the link
 * @param preferredSource null for the kernel's choice
 * @param priority the metric, lower first; 0 for the family's default
 * @param nextHops the ways of a multipath route, empty for a route with one
 */
public record Route(
        boolean ipv6,
        @Nullable Prefix destination,
        @Nullable Prefix source,
        int tos,
        long table,
        int protocol,
        int scope,
        int type,
        int index,
        @Nullable InetAddress gateway,
        @Nullable InetAddress preferredSource,
        long priority,
        List<NextHop> nextHops) {
    public static final long TABLE_MAIN = 254;
    public static final long TABLE_LOCAL = 255;
    public static final int PROTOCOL_STATIC = 4;
    public static final int UNICAST = 1;
    public static final int LOCAL = 2;
    public static final int BLACKHOLE = 6;
    public static final int UNREACHABLE = 7;
    public static final int PROHIBIT = 8;

    static final int NEW = 24;
    static final int DELETE = 25;
    static final int GET = 26;
    /** Where {@code rtm_table} is in the header. */
    static final int TABLE_OFFSET = 4;

    static final int HEADER_BYTES = 12;

    private static final int SCOPE_UNIVERSE = 0;
    private static final int SCOPE_LINK = 253;

    private static final int RTNH_F_ONLINK = 4;
    private static final int RTA_DST = 1;
    private static final int RTA_SRC = 2;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_TABLE = 15;
    private static final int RTA_VIA = 18;

    public Route {
        nextHops = List.copyOf(nextHops);
    }

    /** A static unicast route in the main table, to a destination on the link {@code index}. */
    public static Route onLink(Prefix destination, int index) {
        boolean six = destination.address() instanceof Inet6Address;
        int scope = six ? SCOPE_UNIVERSE : SCOPE_LINK;
        return new Route(
                six,
                destination,
                null,
                0,
                TABLE_MAIN,
                PROTOCOL_STATIC,
                scope,
                UNICAST,
                index,
                null,
                null,
                0,
                List.of());
    }

    /** A static unicast route in the main table; {@code destination} null is the default route. */
    public static Route via(@Nullable Prefix destination, InetAddress gateway, int index) {
        boolean six = gateway instanceof Inet6Address;
        return new Route(
                six, destination, null, 0, TABLE_MAIN, PROTOCOL_STATIC, 0, UNICAST, index, gateway, null, 0, List.of());
    }

    public Route withTable(long number) {
        return new Route(
                ipv6,
                destination,
                source,
                tos,
                number,
                protocol,
                scope,
                type,
                index,
                gateway,
                preferredSource,
                priority,
                nextHops);
    }

    /** The same, put there by {@code owner} ({@code RTPROT_*}, 1..255). */
    public Route withProtocol(int owner) {
        return new Route(
                ipv6,
                destination,
                source,
                tos,
                table,
                owner,
                scope,
                type,
                index,
                gateway,
                preferredSource,
                priority,
                nextHops);
    }

    public Route withPriority(long metric) {
        return new Route(
                ipv6,
                destination,
                source,
                tos,
                table,
                protocol,
                scope,
                type,
                index,
                gateway,
                preferredSource,
                metric,
                nextHops);
    }

    public Route withPreferredSource(InetAddress from) {
        return new Route(
                ipv6, destination, source, tos, table, protocol, scope, type, index, gateway, from, priority, nextHops);
    }

    public Route withType(int value) {
        return new Route(
                ipv6,
                destination,
                source,
                tos,
                table,
                protocol,
                scope,
                value,
                index,
                gateway,
                preferredSource,
                priority,
                nextHops);
    }

    public Route withNextHops(List<NextHop> hops) {
        return new Route(
                ipv6,
                destination,
                source,
                tos,
                table,
                protocol,
                scope,
                type,
                index,
                gateway,
                preferredSource,
                priority,
                hops);
    }

    /** Whether a message is of a route in {@link #TABLE_LOCAL}. */
    static boolean isKernelsOwn(NetlinkMessage message) throws NetlinkException {
        return Byte.toUnsignedInt(message.fixed(HEADER_BYTES).get(TABLE_OFFSET)) == TABLE_LOCAL;
    }

    /**
     * Reads an {@code RTM_NEWROUTE} or {@code RTM_DELROUTE} of IPv4 or IPv6.
     *
     * @throws NetlinkException where it is cut short
     */
    public static Route decode(NetlinkMessage message) throws NetlinkException {
        ByteBuffer in = message.fixed(HEADER_BYTES);
        Attributes attributes = message.attributesAfter(HEADER_BYTES);
        InetAddress gateway = attributes.address(RTA_GATEWAY);
        return new Route(
                in.get(0) == 10,
                Prefix.decoded(attributes.address(RTA_DST), Byte.toUnsignedInt(in.get(1))),
                Prefix.decoded(attributes.address(RTA_SRC), Byte.toUnsignedInt(in.get(2))),
                Byte.toUnsignedInt(in.get(3)),
                attributes.u32(RTA_TABLE, Byte.toUnsignedLong(in.get(4))),
                Byte.toUnsignedInt(in.get(5)),
                Byte.toUnsignedInt(in.get(6)),
                Byte.toUnsignedInt(in.get(7)),
                attributes.s32(RTA_OIF, 0),
                gateway == null ? via(attributes.atLeast(RTA_VIA, 2)) : gateway,
                attributes.address(RTA_PREFSRC),
                attributes.u32(RTA_PRIORITY, 0),
                NextHop.decode(attributes.bytes(RTA_MULTIPATH)));
    }

    void write(MessageWriter out) {
        write(out, 0);
    }

    void writeOnLink(MessageWriter out) {
        write(out, RTNH_F_ONLINK);
    }

    private void write(MessageWriter out, int flags) {
        out.u8(ipv6 ? 10 : 2).u8(destination == null ? 0 : destination.length());
        out.u8(source == null ? 0 : source.length()).u8(tos);
        // The header has eight bits for the table; the attribute has them all (0 is "unspecified").
        out.u8(table < 256 ? (int) table : 0).u8(protocol).u8(scope).u8(type).u32(flags);
        if (destination != null) {
            out.attribute(RTA_DST, destination.address());
        }
        if (source != null) {
            out.attribute(RTA_SRC, source.address());
        }
        if (table >= 256) {
            out.attributeU32(RTA_TABLE, table);
        }
        if (gateway != null) {
            out.attribute(RTA_GATEWAY, gateway);
        }
        if (index != 0) {
            out.attributeU32(RTA_OIF, index);
        }
        if (preferredSource != null) {
            out.attribute(RTA_PREFSRC, preferredSource);
        }
        if (priority != 0) {
            out.attributeU32(RTA_PRIORITY, priority);
        }
        if (!nextHops.isEmpty()) {
            out.enclosed(RTA_MULTIPATH, nest -> nextHops.forEach(hop -> hop.write(nest)));
        }
    }

    /** Such as {@code 10.0.0.0/8 in table 254}. */
    public String subject() {
        return Prefix.text(destination) + " in table " + table;
    }

    /** A gateway of the other family: {@code struct rtvia}, the family and its address. */
    private static @Nullable InetAddress via(@Nullable ByteBuffer in) throws NetlinkException {
        if (in == null) {
            return null;
        }
        byte[] raw = new byte[in.remaining() - 2];
        in.position(2).get(raw);
        return Attributes.address(raw, "gateway");
    }
}
