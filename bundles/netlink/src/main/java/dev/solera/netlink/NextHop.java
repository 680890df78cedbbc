package dev.solera.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of several ways of a route ({@code struct rtnexthop}).
 *
 * @param index of the interface, 0 to let the gateway decide
 * @param gateway null where the destination is on the link itself
 * @param weight 1..256
 */
public record NextHop(int index, @Nullable InetAddress gateway, int weight) {
    private static final int HEADER_BYTES = 8;
    private static final int RTA_GATEWAY = 5;

    public NextHop {
        if (weight < 1 || weight > 256) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: 1..256)");
        }
    }

    static List<NextHop> decode(@Nullable ByteBuffer in) throws NetlinkException {
        List<NextHop> hops = new ArrayList<>();
        while (in != null && in.hasRemaining()) {
            int start = in.position();
            int length = in.remaining() < HEADER_BYTES ? 0 : Short.toUnsignedInt(in.getShort(start));
            if (length < HEADER_BYTES || length > in.remaining()) {
                throw NetlinkException.malformed("rtnh_len: " + length + " in " + in.remaining()
                        + " bytes (expected: at least " + HEADER_BYTES + ")");
            }
            int weight = Byte.toUnsignedInt(in.get(start + 3)) + 1;
            int index = in.getInt(start + 4);
            Attributes attributes = Attributes.parse(
                    in.slice(start + HEADER_BYTES, length - HEADER_BYTES).order(in.order()));
            hops.add(new NextHop(index, attributes.address(RTA_GATEWAY), weight));
            in.position((int) Math.min(in.limit(), start + NetlinkMessage.align(length)));
        }
        return List.copyOf(hops);
    }

    void write(MessageWriter out) {
        int length = HEADER_BYTES + (gateway == null ? 0 : 4 + gateway.getAddress().length);
        out.u16(length).u8(0).u8(weight - 1).u32(index);
        if (gateway != null) {
            out.attribute(RTA_GATEWAY, gateway);
        }
    }
}
