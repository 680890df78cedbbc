package dev.solera.netlink;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one message or of one nest, by type. Of several with one type the last counts, as in the kernel; {@link #all} has
 * them all. A value may be longer than asked for (a newer kernel), never shorter. Immutable, safe from any thread.
 */
public final class Attributes {
    private static final int HEADER_BYTES = 4;
    /** {@code NLA_TYPE_MASK}: the two top bits say "nested" and "network byte order". */
    private static final int TYPE_MASK = 0x3fff;

    private final List<Attribute> list;

    private Attributes(List<Attribute> list) {
        this.list = list;
    }

    /**
     * Splits {@code in} into attributes. Up to three bytes that are left over are padding.
     *
     * @throws NetlinkException where a length does not fit
     */
    public static Attributes parse(ByteBuffer in) throws NetlinkException {
        List<Attribute> list = new ArrayList<>();
        ByteBuffer rest = in.duplicate().order(in.order());
        while (rest.remaining() >= HEADER_BYTES) {
            int start = rest.position();
            int length = Short.toUnsignedInt(rest.getShort());
            int type = Short.toUnsignedInt(rest.getShort()) & TYPE_MASK;
            if (length < HEADER_BYTES || length > rest.limit() - start) {
                throw NetlinkException.malformed("length of attribute " + type + ": " + length + " (expected: "
                        + HEADER_BYTES + ".." + (rest.limit() - start) + ")");
            }
            list.add(new Attribute(
                    type, rest.slice(rest.position(), length - HEADER_BYTES).order(rest.order())));
            rest.position((int) Math.min(rest.limit(), start + NetlinkMessage.align(length)));
        }
        return new Attributes(list);
    }

    /** Every attribute in the order of the message, repeated ones too. */
    public List<Attribute> all() {
        return List.copyOf(list);
    }

    public boolean has(int type) {
        return find(type) != null;
    }

    /** The bytes of a value, or null where it is missing. */
    public @Nullable ByteBuffer bytes(int type) {
        Attribute found = find(type);
        return found == null ? null : found.value();
    }

    public int u8(int type, int otherwise) throws NetlinkException {
        ByteBuffer in = atLeast(type, 1);
        return in == null ? otherwise : Byte.toUnsignedInt(in.get());
    }

    public int u16(int type, int otherwise) throws NetlinkException {
        ByteBuffer in = atLeast(type, 2);
        return in == null ? otherwise : Short.toUnsignedInt(in.getShort());
    }

    /** A 16-bit value in network byte order, such as a port. */
    public int be16(int type, int otherwise) throws NetlinkException {
        ByteBuffer in = atLeast(type, 2);
        return in == null
                ? otherwise
                : Short.toUnsignedInt(in.order(ByteOrder.BIG_ENDIAN).getShort());
    }

    public int s32(int type, int otherwise) throws NetlinkException {
        ByteBuffer in = atLeast(type, 4);
        return in == null ? otherwise : in.getInt();
    }

    public long u32(int type, long otherwise) throws NetlinkException {
        ByteBuffer in = atLeast(type, 4);
        return in == null ? otherwise : Integer.toUnsignedLong(in.getInt());
    }

    /** A 64-bit value; above 2⁶³ it is negative, as Java has no other. */
    public long u64(int type, long otherwise) throws NetlinkException {
        ByteBuffer in = atLeast(type, 8);
        return in == null ? otherwise : in.getLong();
    }

    /** A text, up to its first NUL; null where it is missing. */
    public @Nullable String string(int type) {
        ByteBuffer in = bytes(type);
        if (in == null) {
            return null;
        }
        byte[] raw = new byte[in.remaining()];
        in.get(raw);
        int end = 0;
        while (end < raw.length && raw[end] != 0) {
            end++;
        }
        return new String(raw, 0, end, StandardCharsets.UTF_8);
    }

    /** An address of exactly 4 or 16 bytes; null where it is missing. */
    public @Nullable InetAddress address(int type) throws NetlinkException {
        ByteBuffer in = bytes(type);
        if (in == null) {
            return null;
        }
        byte[] raw = new byte[in.remaining()];
        in.get(raw);
        return address(raw, "address in attribute " + type);
    }

    /** The attributes inside a nest; none where the nest is missing. */
    public Attributes nested(int type) throws NetlinkException {
        ByteBuffer in = bytes(type);
        return in == null ? new Attributes(List.of()) : parse(in);
    }

    /** The value as the bytes of {@code struct}, at least {@code length} of them; null where it is missing. */
    public @Nullable ByteBuffer atLeast(int type, int length) throws NetlinkException {
        ByteBuffer in = bytes(type);
        if (in != null && in.remaining() < length) {
            throw NetlinkException.malformed(
                    "attribute " + type + ": " + in.remaining() + " bytes (expected: at least " + length + ")");
        }
        return in;
    }

    /** Keeps IPv6 addresses that hold an IPv4 one as IPv6: {@link InetAddress#getByAddress} would turn them into IPv4. */
    static InetAddress address(byte[] raw, String subject) throws NetlinkException {
        try {
            return raw.length == 16 ? Inet6Address.getByAddress(null, raw, -1) : InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw NetlinkException.malformed(subject + ": " + raw.length + " bytes (expected: 4 or 16)");
        }
    }

    private @Nullable Attribute find(int type) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i).type() == type) {
                return list.get(i);
            }
        }
        return null;
    }

    /**
     * One attribute.
     *
     * @param type without the flag bits
     * @param value its bytes, without padding
     */
    public record Attribute(int type, ByteBuffer value) {
        @Override
        public ByteBuffer value() {
            return value.duplicate().order(value.order());
        }

        /** The attributes inside this one. */
        public Attributes nested() throws NetlinkException {
            return parse(value);
        }
    }
}
