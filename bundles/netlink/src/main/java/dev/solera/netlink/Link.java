package dev.solera.netlink;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A network interface ({@code struct ifinfomsg} and its attributes).
 *
 * @param index above 0
 * @param name at most 15 bytes
 * @param hardwareType {@code ARPHRD_*}: 1 Ethernet, 772 loopback
 * @param flags {@code IFF_*}
 * @param mtu bytes, 0 where the kernel does not say
 * @param hardwareAddress as {@code 02:00:00:00:00:01}, or null where it has none
 * @param parent the index of the link that it is made on, 0 for none (a macvlan's; for a veth that of its other end, in that end's namespace)
 * @param master the index of the bridge or bond that it is part of, 0 for none
 * @param operState RFC 2863: 0 unknown, 2 down, 3 lower layer down, 5 dormant, 6 up
 * @param carrier whether the driver sees a carrier; true where the kernel does not say
 * @param kind such as {@code veth} or {@code macvlan}, null for a device of a plain driver
 * @param alias a text that somebody gave it, null for none
 */
public record Link(
        int index,
        String name,
        int hardwareType,
        int flags,
        long mtu,
        @Nullable String hardwareAddress,
        int parent,
        int master,
        int operState,
        boolean carrier,
        @Nullable String kind,
        @Nullable String alias) {
    public static final int OPER_UNKNOWN = 0;
    public static final int OPER_DOWN = 2;
    public static final int OPER_UP = 6;

    static final int NEW = 16;
    static final int DELETE = 17;
    static final int GET = 18;
    static final int SET = 19;
    static final int HEADER_BYTES = 16;

    private static final int MAX_NAME_BYTES = 15;
    private static final int IFF_UP = 0x1;
    private static final int IFF_LOOPBACK = 0x8;
    private static final int IFF_RUNNING = 0x40;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_OPERSTATE = 16;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_ALIAS = 20;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_EXT_MASK = 29;
    private static final int IFLA_CARRIER = 33;
    private static final int RTEXT_FILTER_SKIP_STATS = 8;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_MACVLAN_MODE = 1;
    private static final int VETH_INFO_PEER = 1; // linux/veth.h
    private static final int MACVLAN_MODE_PRIVATE = 1;
    private static final int AF_INET6 = 10;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    private static final int IN6_ADDR_GEN_MODE_NONE = 1;

    /**
     * Reads an {@code RTM_NEWLINK} or {@code RTM_DELLINK}.
     *
     * @throws NetlinkException where it is cut short or has no name
     */
    public static Link decode(NetlinkMessage message) throws NetlinkException {
        ByteBuffer in = message.fixed(HEADER_BYTES);
        int hardwareType = Short.toUnsignedInt(in.getShort(2));
        int index = in.getInt(4);
        int flags = in.getInt(8);
        Attributes attributes = message.attributesAfter(HEADER_BYTES);
        String name = attributes.string(IFLA_IFNAME);
        if (name == null) {
            throw NetlinkException.malformed("link message: no IFLA_IFNAME (expected: a name)");
        }
        return new Link(
                index,
                name,
                hardwareType,
                flags,
                attributes.u32(IFLA_MTU, 0),
                hardwareText(attributes.bytes(IFLA_ADDRESS)),
                attributes.s32(IFLA_LINK, 0),
                attributes.s32(IFLA_MASTER, 0),
                attributes.u8(IFLA_OPERSTATE, OPER_UNKNOWN),
                attributes.u8(IFLA_CARRIER, 1) != 0,
                attributes.nested(IFLA_LINKINFO).string(IFLA_INFO_KIND),
                attributes.string(IFLA_ALIAS));
    }

    /**
     * Asks for every link without its counters. The mask is no thrift alone: without one the kernel makes room for links of common size
     * and leaves out, without a word, one that needs more, such as one with many alternative names.
     */
    static void writeQuery(MessageWriter out) {
        out.raw(new byte[HEADER_BYTES]).attributeU32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    }

    /** A header that finds a link by its name. */
    private static void writeNamed(MessageWriter out, String name, int flags, int change) {
        out.u8(0).u8(0).u16(0).u32(0).u32(flags).u32(change).attribute(IFLA_IFNAME, name);
    }

    static void writeMacvlan(MessageWriter out, String name, int parent, byte[] hardwareAddress) {
        if (name.isEmpty() || name.length() > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("interface name: " + name + " (expected: 1..15 characters)");
        }
        writeNamed(out, name, 0, 0);
        out.attributeU32(IFLA_LINK, parent).attribute(IFLA_ADDRESS, hardwareAddress);
        out.nest(IFLA_LINKINFO, info -> info.attribute(IFLA_INFO_KIND, "macvlan")
                .nest(IFLA_INFO_DATA, data -> data.attributeU32(IFLA_MACVLAN_MODE, MACVLAN_MODE_PRIVATE)));
    }

    static void writeVeth(MessageWriter out, String name, String peer) {
        writeNamed(out, name, 0, 0);
        out.nest(IFLA_LINKINFO, info -> info.attribute(IFLA_INFO_KIND, "veth")
                .nest(IFLA_INFO_DATA, data -> data.nest(VETH_INFO_PEER, other -> writeNamed(other, peer, 0, 0))));
    }

    static void writeUp(MessageWriter out, String name, boolean up) {
        writeNamed(out, name, up ? IFF_UP : 0, IFF_UP);
    }

    static void writeAlias(MessageWriter out, String name, String alias) {
        writeNamed(out, name, 0, 0);
        out.attribute(IFLA_ALIAS, alias);
    }

    static void writeWithoutLinkLocal(MessageWriter out, String name) {
        writeNamed(out, name, 0, 0);
        out.nest(
                IFLA_AF_SPEC,
                families -> families.nest(
                        AF_INET6, six -> six.attributeU8(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE)));
    }

    /** Whether an administrator has set it up. */
    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    /** Whether it is up and can carry packets. */
    public boolean isRunning() {
        return isUp() && (flags & IFF_RUNNING) != 0;
    }

    public boolean isLoopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    static @Nullable String hardwareText(@Nullable ByteBuffer in) {
        if (in == null || !in.hasRemaining()) {
            return null;
        }
        byte[] raw = new byte[in.remaining()];
        in.get(raw);
        return HexFormat.ofDelimiter(":").formatHex(raw);
    }
}
