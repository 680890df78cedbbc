package dev.solera.netlink;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

    private static final int FIELDS = 3;
    private static final int EXPECTED = 12;

    private static final Attributes NONE = new Attributes(ByteBuffer.allocate(0), new int[0], 0);

    /** Of each attribute: type, where its value starts in the bytes, and how long it is. Events come by the ten thousand; a buffer for each value costs. */
    private final int[] found;

    private final int count;
    private final ByteBuffer bytes;

    private Attributes(ByteBuffer bytes, int[] found, int count) {
        this.bytes = bytes;
        this.found = found;
        this.count = count;
    }

    /**
     * Splits {@code in} into attributes. Up to three bytes that are left over are padding.
     *
     * @throws NetlinkException where a length does not fit
     */
    public static Attributes parse(ByteBuffer in) throws NetlinkException {
        ByteBuffer bytes = in.duplicate().order(in.order());
        int[] found = new int[EXPECTED * FIELDS];
        int count = 0;
        int at = bytes.position();
        while (bytes.limit() - at >= HEADER_BYTES) {
            int length = Short.toUnsignedInt(bytes.getShort(at));
            int type = Short.toUnsignedInt(bytes.getShort(at + 2)) & TYPE_MASK;
            if (length < HEADER_BYTES || length > bytes.limit() - at) {
                throw NetlinkException.malformed("length of attribute " + type + ": " + length + " (expected: "
                        + HEADER_BYTES + ".." + (bytes.limit() - at) + ")");
            }
            if (count * FIELDS == found.length) {
                found = Arrays.copyOf(found, 2 * found.length);
            }
            found[count * FIELDS] = type;
            found[count * FIELDS + 1] = at + HEADER_BYTES;
            found[count * FIELDS + 2] = length - HEADER_BYTES;
            count++;
            at = (int) Math.min(bytes.limit(), at + NetlinkMessage.align(length));
        }
        return new Attributes(bytes, found, count);
    }

    /** Every attribute in the order of the message, repeated ones too. */
    public List<Attribute> all() {
        List<Attribute> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(new Attribute(found[i * FIELDS], value(i)));
        }
        return Collections.unmodifiableList(all);
    }

    public boolean has(int type) {
        return find(type) >= 0;
    }

    /** The bytes of a value, or null where it is missing. */
    public @Nullable ByteBuffer bytes(int type) {
        int at = find(type);
        return at < 0 ? null : value(at);
    }

    public int u8(int type, int otherwise) throws NetlinkException {
        int at = start(type, 1);
        return at < 0 ? otherwise : Byte.toUnsignedInt(bytes.get(at));
    }

    public int u16(int type, int otherwise) throws NetlinkException {
        int at = start(type, 2);
        return at < 0 ? otherwise : Short.toUnsignedInt(bytes.getShort(at));
    }

    /** A 16-bit value in network byte order, such as a port. */
    public int be16(int type, int otherwise) throws NetlinkException {
        int at = start(type, 2);
        return at < 0 ? otherwise : Byte.toUnsignedInt(bytes.get(at)) << 8 | Byte.toUnsignedInt(bytes.get(at + 1));
    }

    public int s32(int type, int otherwise) throws NetlinkException {
        int at = start(type, 4);
        return at < 0 ? otherwise : bytes.getInt(at);
    }

    public long u32(int type, long otherwise) throws NetlinkException {
        int at = start(type, 4);
        return at < 0 ? otherwise : Integer.toUnsignedLong(bytes.getInt(at));
    }

    /** A 64-bit value; above 2⁶³ it is negative, as Java has no other. */
    public long u64(int type, long otherwise) throws NetlinkException {
        int at = start(type, 8);
        return at < 0 ? otherwise : bytes.getLong(at);
    }

    /** A text, up to its first NUL; null where it is missing. */
    public @Nullable String string(int type) {
        byte[] raw = copy(type);
        if (raw == null) {
            return null;
        }
        int end = 0;
        while (end < raw.length && raw[end] != 0) {
            end++;
        }
        return new String(raw, 0, end, StandardCharsets.UTF_8);
    }

    /** An address of exactly 4 or 16 bytes; null where it is missing. */
    public @Nullable InetAddress address(int type) throws NetlinkException {
        byte[] raw = copy(type);
        return raw == null ? null : address(raw, "address in attribute " + type);
    }

    /** The attributes inside a nest; none where the nest is missing. */
    public Attributes nested(int type) throws NetlinkException {
        ByteBuffer in = bytes(type);
        return in == null ? NONE : parse(in);
    }

    /** The value as the bytes of {@code struct}, at least {@code length} of them; null where it is missing. */
    public @Nullable ByteBuffer atLeast(int type, int length) throws NetlinkException {
        return start(type, length) < 0 ? null : bytes(type);
    }

    /** Keeps IPv6 addresses that hold an IPv4 one as IPv6: {@link InetAddress#getByAddress} would turn them into IPv4. */
    static InetAddress address(byte[] raw, String subject) throws NetlinkException {
        try {
            return raw.length == 16 ? Inet6Address.getByAddress(null, raw, -1) : InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw NetlinkException.malformed(subject + ": " + raw.length + " bytes (expected: 4 or 16)");
        }
    }

    /** Where a value of at least {@code length} bytes starts; −1 where it is missing. */
    private int start(int type, int length) throws NetlinkException {
        int at = find(type);
        if (at < 0) {
            return -1;
        }
        if (found[at * FIELDS + 2] < length) {
            throw NetlinkException.malformed(
                    "attribute " + type + ": " + found[at * FIELDS + 2] + " bytes (expected: at least " + length + ")");
        }
        return found[at * FIELDS + 1];
    }

    private byte @Nullable [] copy(int type) {
        int at = find(type);
        if (at < 0) {
            return null;
        }
        byte[] raw = new byte[found[at * FIELDS + 2]];
        bytes.get(found[at * FIELDS + 1], raw);
        return raw;
    }

    private ByteBuffer value(int at) {
        return bytes.slice(found[at * FIELDS + 1], found[at * FIELDS + 2]).order(bytes.order());
    }

    private int find(int type) {
        for (int i = count - 1; i >= 0; i--) {
            if (found[i * FIELDS] == type) {
                return i;
            }
        }
        return -1;
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
