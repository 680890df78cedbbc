package dev.solera.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An address on an interface ({@code struct ifaddrmsg} and its attributes).
 *
 * @param index of the interface, above 0
 * @param local the address itself
 * @param prefixLength 0..32 or 0..128
 * @param peer the other end of a point-to-point link, null on any other link
 * @param broadcast null where there is none, as for IPv6
 * @param label IPv4 alone: the interface's name, or that and a colon and a word; at most 15 bytes; null for the interface's name
 * @param scope {@link #SCOPE_UNIVERSE}, {@link #SCOPE_SITE}, {@link #SCOPE_LINK} or {@link #SCOPE_HOST}
 * @param flags {@code IFA_F_*}
 * @param lifetime how long the kernel keeps it
 * @param protocol who put it there, 0 for unknown ({@code IFA_PROTO}; kernels before 5.18 neither keep nor tell it)
 */
public record Address(
        int index,
        InetAddress local,
        int prefixLength,
        @Nullable InetAddress peer,
        @Nullable InetAddress broadcast,
        @Nullable String label,
        int scope,
        int flags,
        Lifetime lifetime,
        int protocol) {
    public static final int SCOPE_UNIVERSE = 0;
    public static final int SCOPE_SITE = 200;
    public static final int SCOPE_LINK = 253;
    public static final int SCOPE_HOST = 254;

    /** IPv4: not the first of its subnet, and by default gone with the first. */
    public static final int SECONDARY = 0x01;

    public static final int NO_DAD = 0x02;
    public static final int DAD_FAILED = 0x08;
    public static final int DEPRECATED = 0x20;
    public static final int TENTATIVE = 0x40;
    public static final int PERMANENT = 0x80;
    public static final int NO_PREFIX_ROUTE = 0x200;

    static final int NEW = 20;
    static final int DELETE = 21;
    static final int GET = 22;
    private static final int HEADER_BYTES = 8;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_LABEL = 3;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_PROTO = 11;

    public Address {
        int bits = Prefix.bits(local);
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length: " + prefixLength + " (expected: 0.." + bits + ")");
        }
        if (label != null && label.length() > 15) {
            throw new IllegalArgumentException("label: " + label + " (expected: at most 15 characters)");
        }
    }

    /** An address of universe scope that stays for ever. */
    public static Address of(int index, InetAddress local, int prefixLength) {
        return new Address(index, local, prefixLength, null, null, null, SCOPE_UNIVERSE, 0, Lifetime.FOREVER, 0);
    }

    public Address withLifetime(Lifetime kept) {
        return new Address(index, local, prefixLength, peer, broadcast, label, scope, flags, kept, protocol);
    }

    public Address withLabel(String text) {
        return new Address(index, local, prefixLength, peer, broadcast, text, scope, flags, lifetime, protocol);
    }

    public Address withScope(int value) {
        return new Address(index, local, prefixLength, peer, broadcast, label, value, flags, lifetime, protocol);
    }

    public Address withPeer(InetAddress other) {
        return new Address(index, local, prefixLength, other, broadcast, label, scope, flags, lifetime, protocol);
    }

    public Address withBroadcast(InetAddress all) {
        return new Address(index, local, prefixLength, peer, all, label, scope, flags, lifetime, protocol);
    }

    public Address withProtocol(int owner) {
        return new Address(index, local, prefixLength, peer, broadcast, label, scope, flags, lifetime, owner);
    }

    /** Usable at once: IPv6 without duplicate address detection. */
    public Address withoutDad() {
        return withFlags(flags | NO_DAD);
    }

    /** Without the route to its subnet that the kernel adds for an address. */
    public Address withoutPrefixRoute() {
        return withFlags(flags | NO_PREFIX_ROUTE);
    }

    public Address withFlags(int value) {
        return new Address(index, local, prefixLength, peer, broadcast, label, scope, value, lifetime, protocol);
    }

    public boolean has(int flag) {
        return (flags & flag) == flag;
    }

    /**
     * Reads an {@code RTM_NEWADDR} or {@code RTM_DELADDR}.
     *
     * @throws NetlinkException where it is cut short or has no address
     */
    public static Address decode(NetlinkMessage message) throws NetlinkException {
        ByteBuffer in = message.fixed(HEADER_BYTES);
        in.get(); // the family: the length of the address says it too
        int prefixLength = Byte.toUnsignedInt(in.get());
        int shortFlags = Byte.toUnsignedInt(in.get());
        int scope = Byte.toUnsignedInt(in.get());
        int index = in.getInt();
        Attributes attributes = message.attributesAfter(HEADER_BYTES);
        InetAddress remote = attributes.address(IFA_ADDRESS);
        InetAddress local = attributes.address(IFA_LOCAL);
        InetAddress own = local == null ? remote : local;
        if (own == null) {
            throw NetlinkException.malformed("address message: no IFA_LOCAL, no IFA_ADDRESS (expected: one of them)");
        }
        Prefix prefix = Prefix.decoded(own, prefixLength);
        String label = attributes.string(IFA_LABEL);
        return new Address(
                index,
                own,
                prefix == null ? 0 : prefix.length(),
                own.equals(remote) ? null : remote,
                attributes.address(IFA_BROADCAST),
                label == null || label.length() <= 15 ? label : label.substring(0, 15),
                scope,
                attributes.s32(IFA_FLAGS, shortFlags),
                Lifetime.decode(attributes.atLeast(IFA_CACHEINFO, Lifetime.BYTES)),
                attributes.u8(IFA_PROTO, 0));
    }

    void write(MessageWriter out) {
        writeKey(out);
        if (broadcast != null) {
            out.attribute(IFA_BROADCAST, broadcast);
        }
        if (label != null) {
            out.attribute(IFA_LABEL, label);
        }
        if (!lifetime.isForever() || lifetime.preferredSeconds() != Lifetime.FOREVER_SECONDS) {
            out.enclosed(IFA_CACHEINFO, lifetime::write);
        }
        if (flags != 0) {
            out.attributeU32(IFA_FLAGS, flags);
        }
        if (protocol != 0) {
            out.attributeU8(IFA_PROTO, protocol);
        }
    }

    /** What finds the address on its interface, for {@code RTM_DELADDR}; a label would have to match as well. */
    void writeKey(MessageWriter out) {
        out.u8(Prefix.family(local)).u8(prefixLength).u8(flags).u8(scope).u32(index);
        out.attribute(IFA_LOCAL, local).attribute(IFA_ADDRESS, peer == null ? local : peer);
    }

    /** Such as {@code 192.0.2.10/24 on interface 3}. */
    public String subject() {
        return Prefix.text(local) + "/" + prefixLength + " on interface " + index;
    }
}
