package dev.solera.netlink;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A rule of policy routing ({@code struct fib_rule_hdr} and its attributes). What is null or 0 does not matter to the match.
 *
 * @param ipv6 the family
 * @param priority 0 is asked first; unsigned 32 bits
 * @param source null for any
 * @param destination null for any
 * @param tos 0..255
 * @param inputInterface by name; null for any
 * @param outputInterface by name; null for any
 * @param mark the firewall mark, unsigned 32 bits
 * @param markMask which bits of it count; 0 for none
 * @param action {@link #TO_TABLE}, {@link #BLACKHOLE}, {@link #UNREACHABLE} or {@link #PROHIBIT}
 * @param table where the look-up goes on, for {@link #TO_TABLE}
 * @param flags {@code FIB_RULE_*}; 2 inverts the match
 * @param protocol who put it there ({@code RTPROT_*}); 0 for unknown
 */
public record Rule(
        boolean ipv6,
        long priority,
        @Nullable Prefix source,
        @Nullable Prefix destination,
        int tos,
        @Nullable String inputInterface,
        @Nullable String outputInterface,
        long mark,
        long markMask,
        int action,
        long table,
        int flags,
        int protocol) {
    public static final int TO_TABLE = 1;
    public static final int BLACKHOLE = 6;
    public static final int UNREACHABLE = 7;
    public static final int PROHIBIT = 8;

    static final int NEW = 32;
    static final int DELETE = 33;
    static final int GET = 34;
    static final int HEADER_BYTES = 12;

    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_OIFNAME = 17;
    private static final int FRA_PROTOCOL = 21;

    /** Packets from {@code source} look into {@code table}. */
    public static Rule from(Prefix source, long table, long priority) {
        boolean six = source.address() instanceof Inet6Address;
        return new Rule(six, priority, source, null, 0, null, null, 0, 0, TO_TABLE, table, 0, Route.PROTOCOL_STATIC);
    }

    /** Packets with this firewall mark look into {@code table}. */
    public static Rule marked(boolean ipv6, long mark, long markMask, long table, long priority) {
        return new Rule(
                ipv6, priority, null, null, 0, null, null, mark, markMask, TO_TABLE, table, 0, Route.PROTOCOL_STATIC);
    }

    /**
     * Reads an {@code RTM_NEWRULE} or {@code RTM_DELRULE} of IPv4 or IPv6.
     *
     * @throws NetlinkException where it is cut short
     */
    public static Rule decode(NetlinkMessage message) throws NetlinkException {
        ByteBuffer in = message.fixed(HEADER_BYTES);
        Attributes attributes = message.attributesAfter(HEADER_BYTES);
        return new Rule(
                in.get(0) == 10,
                attributes.u32(FRA_PRIORITY, 0),
                Prefix.decoded(attributes.address(FRA_SRC), Byte.toUnsignedInt(in.get(2))),
                Prefix.decoded(attributes.address(FRA_DST), Byte.toUnsignedInt(in.get(1))),
                Byte.toUnsignedInt(in.get(3)),
                attributes.string(FRA_IIFNAME),
                attributes.string(FRA_OIFNAME),
                attributes.u32(FRA_FWMARK, 0),
                attributes.u32(FRA_FWMASK, 0),
                Byte.toUnsignedInt(in.get(7)),
                attributes.u32(FRA_TABLE, Byte.toUnsignedLong(in.get(4))),
                in.getInt(8),
                attributes.u8(FRA_PROTOCOL, 0));
    }

    void write(MessageWriter out) {
        out.u8(ipv6 ? 10 : 2).u8(destination == null ? 0 : destination.length());
        out.u8(source == null ? 0 : source.length()).u8(tos);
        out.u8(table < 256 ? (int) table : 0).u16(0).u8(action).u32(flags);
        out.attributeU32(FRA_PRIORITY, priority);
        if (destination != null) {
            out.attribute(FRA_DST, destination.address());
        }
        if (source != null) {
            out.attribute(FRA_SRC, source.address());
        }
        if (inputInterface != null) {
            out.attribute(FRA_IIFNAME, inputInterface);
        }
        if (outputInterface != null) {
            out.attribute(FRA_OIFNAME, outputInterface);
        }
        if (mark != 0 || markMask != 0) {
            out.attributeU32(FRA_FWMARK, mark).attributeU32(FRA_FWMASK, markMask);
        }
        if (table >= 256) {
            out.attributeU32(FRA_TABLE, table);
        }
        if (protocol != 0) {
            out.attributeU8(FRA_PROTOCOL, protocol);
        }
    }

    /** Such as {@code 100 from 192.0.2.0/24}. */
    public String subject() {
        return priority + (source == null ? "" : " from " + source) + (destination == null ? "" : " to " + destination);
    }
}
