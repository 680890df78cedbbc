package dev.solera.netlink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One netlink message: the header of {@code struct nlmsghdr} and the bytes after it. Immutable; {@link #payload()} is a view of its own
 * for each caller, in the byte order of the datagram.
 *
 * @param type what the payload is: below 16 a control message, else the protocol's own
 * @param flags {@code NLM_F_*}
 * @param sequence the number of the request that this answers, 0 for an event
 * @param port the socket that asked, 0 for the kernel
 * @param payload what follows the header, without padding
 */
public record NetlinkMessage(int type, int flags, int sequence, int port, ByteBuffer payload) {
    /** Bytes of {@code struct nlmsghdr}. */
    public static final int HEADER_BYTES = 16;

    public static final int NOOP = 1;
    public static final int ERROR = 2;
    public static final int DONE = 3;
    public static final int OVERRUN = 4;

    public static final int REQUEST = 0x1;
    public static final int MULTI = 0x2;
    public static final int ACK = 0x4;
    public static final int DUMP_INTERRUPTED = 0x10;
    public static final int DUMP = 0x300;
    public static final int REPLACE = 0x100;
    public static final int EXCLUSIVE = 0x200;
    public static final int CREATE = 0x400;
    public static final int APPEND = 0x800;
    /** On an error or done message: the request is not repeated whole ({@code NLM_F_CAPPED}). */
    public static final int CAPPED = 0x100;
    /** On an error or done message: attributes follow ({@code NLM_F_ACK_TLVS}). */
    public static final int ACK_TLVS = 0x200;

    /**
     * Splits a datagram into its messages, in order. The messages share its bytes, so it must not change afterwards.
     *
     * @throws NetlinkException where a length does not fit
     */
    public static List<NetlinkMessage> parse(ByteBuffer datagram) throws NetlinkException {
        List<NetlinkMessage> messages = new ArrayList<>(4);
        ByteBuffer in = datagram.duplicate().order(datagram.order());
        while (in.hasRemaining()) {
            int start = in.position();
            if (in.remaining() < HEADER_BYTES) {
                throw NetlinkException.malformed(
                        "netlink header: " + in.remaining() + " bytes (expected: " + HEADER_BYTES + ")");
            }
            int length = in.getInt();
            if (length < HEADER_BYTES || length > in.limit() - start) {
                throw NetlinkException.malformed("nlmsg_len: " + Integer.toUnsignedString(length) + " (expected: "
                        + HEADER_BYTES + ".." + (in.limit() - start) + ")");
            }
            int type = Short.toUnsignedInt(in.getShort());
            int flags = Short.toUnsignedInt(in.getShort());
            int sequence = in.getInt();
            int port = in.getInt();
            ByteBuffer payload = in.slice(in.position(), length - HEADER_BYTES)
                    .order(in.order())
                    .asReadOnlyBuffer()
                    .order(in.order());
            messages.add(new NetlinkMessage(type, flags, sequence, port, payload));
            in.position((int) Math.min(in.limit(), start + align(length)));
        }
        return messages;
    }

    @Override
    public ByteBuffer payload() {
        return payload.duplicate().order(payload.order());
    }

    /**
     * The attributes that follow a fixed header of {@code bytes} in the payload.
     *
     * @throws NetlinkException where the header is cut short or an attribute does not fit
     */
    public Attributes attributesAfter(int bytes) throws NetlinkException {
        ByteBuffer rest = fixed(bytes);
        rest.position((int) Math.min(rest.limit(), align(bytes)));
        return Attributes.parse(rest);
    }

    /**
     * The payload, sure to hold at least {@code bytes}.
     *
     * @throws NetlinkException where it is shorter
     */
    public ByteBuffer fixed(int bytes) throws NetlinkException {
        ByteBuffer in = payload();
        if (in.remaining() < bytes) {
            throw NetlinkException.malformed("payload of message type " + type + ": " + in.remaining()
                    + " bytes (expected: at least " + bytes + ")");
        }
        return in;
    }

    public boolean has(int flag) {
        return (flags & flag) == flag;
    }

    /** Messages and attributes begin on multiples of four bytes. */
    static long align(int length) {
        return (length + 3L) & ~3L;
    }
}
