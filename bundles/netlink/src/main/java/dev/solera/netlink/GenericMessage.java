package dev.solera.netlink;

import java.nio.ByteBuffer;

/**
 * A message of a generic netlink family without a header of its own ({@code struct genlmsghdr}).
 *
 * @param command the family's
 * @param version the family's
 * @param attributes what it says
 */
public record GenericMessage(int command, int version, Attributes attributes) {
    /** Bytes of {@code struct genlmsghdr}. */
    static final int HEADER_BYTES = 4;

    /**
     * Reads the generic header and the attributes.
     *
     * @throws NetlinkException where it is cut short
     */
    public static GenericMessage decode(NetlinkMessage message) throws NetlinkException {
        ByteBuffer in = message.fixed(HEADER_BYTES);
        return new GenericMessage(
                Byte.toUnsignedInt(in.get(0)), Byte.toUnsignedInt(in.get(1)), message.attributesAfter(HEADER_BYTES));
    }
}
