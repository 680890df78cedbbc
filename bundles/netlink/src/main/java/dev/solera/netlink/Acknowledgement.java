package dev.solera.netlink;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's answer to a request: done, or why not. It comes as {@code NLMSG_ERROR}, or at the end of a dump as {@code NLMSG_DONE}
 * ({@code struct nlmsgerr}; extended acknowledgements: {@code enum nlmsgerr_attrs}).
 *
 * @param errno the kernel's error number, 0 for done
 * @param words what the kernel says about it, or null where it says nothing; a warning where {@code errno} is 0
 * @param offset where in the request the faulty attribute begins, -1 where the kernel does not say
 * @param missing the type of an attribute that the request lacks, -1 where the kernel does not say
 */
public record Acknowledgement(int errno, @Nullable String words, int offset, int missing) {
    private static final int MESSAGE = 1;
    private static final int OFFSET = 2;
    private static final int MISSING_TYPE = 5;

    /**
     * Reads an {@code NLMSG_ERROR} or {@code NLMSG_DONE}.
     *
     * @throws NetlinkException where it is cut short
     */
    public static Acknowledgement of(NetlinkMessage message) throws NetlinkException {
        if (message.type() == NetlinkMessage.DONE && message.payload().remaining() < 4) {
            return new Acknowledgement(0, null, -1, -1); // some dumps end without a number
        }
        ByteBuffer in = message.fixed(4);
        // Only a failure is negative; a dump may end with a positive count of what it skipped.
        int errno = (int) Math.min(4095, -Math.min(0L, in.getInt()));
        if (!message.has(NetlinkMessage.ACK_TLVS)) {
            return new Acknowledgement(errno, null, -1, -1);
        }
        Attributes attributes = Attributes.parse(in.position(attributesAt(message)));
        return new Acknowledgement(
                errno, attributes.string(MESSAGE), attributes.s32(OFFSET, -1), attributes.s32(MISSING_TYPE, -1));
    }

    /** The kernel's words with the place they are about; null where it says nothing. */
    public @Nullable String sentence() {
        StringBuilder sentence = new StringBuilder(words == null ? "" : words);
        if (missing >= 0) {
            sentence.append(sentence.isEmpty() ? "" : " ")
                    .append("(attribute ")
                    .append(missing)
                    .append(" is missing)");
        } else if (offset > 0) {
            sentence.append(sentence.isEmpty() ? "" : " ")
                    .append("(at byte ")
                    .append(offset)
                    .append(" of the request)");
        }
        return sentence.isEmpty() ? null : sentence.toString();
    }

    /** An error repeats the request's header, and unless capped all of the request; a done message repeats nothing. */
    private static int attributesAt(NetlinkMessage message) throws NetlinkException {
        if (message.type() == NetlinkMessage.DONE) {
            return 4;
        }
        ByteBuffer in = message.fixed(4 + NetlinkMessage.HEADER_BYTES);
        long length = Integer.toUnsignedLong(in.getInt(4));
        if (message.has(NetlinkMessage.CAPPED)) {
            length = NetlinkMessage.HEADER_BYTES;
        }
        long at = 4 + ((length + 3) & ~3L);
        if (length < NetlinkMessage.HEADER_BYTES || at > in.limit()) {
            throw NetlinkException.malformed("nlmsg_len of the repeated request: " + length + " (expected: "
                    + NetlinkMessage.HEADER_BYTES + ".." + (in.limit() - 4) + ")");
        }
        return (int) at;
    }
}
