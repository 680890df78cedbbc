package dev.solera.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the ARP or ND table ({@code struct ndmsg} and its attributes).
 *
 * @param index of the interface
 * @param address null for an entry of a bridge, which has none
 * @param hardwareAddress as {@code 02:00:00:00:00:01}, or null while it is not known
 * @param state {@code NUD_*}: 2 reachable, 4 stale, 32 failed, 128 permanent
 * @param flags {@code NTF_*}
 */
public record Neighbour(
        int index, @Nullable InetAddress address, @Nullable String hardwareAddress, int state, int flags) {
    static final int NEW = 28;
    static final int DELETE = 29;
    static final int GET = 30;
    static final int HEADER_BYTES = 12;

    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;

    /**
     * Reads an {@code RTM_NEWNEIGH} or {@code RTM_DELNEIGH}.
     *
     * @throws NetlinkException where it is cut short
     */
    public static Neighbour decode(NetlinkMessage message) throws NetlinkException {
        ByteBuffer in = message.fixed(HEADER_BYTES);
        Attributes attributes = message.attributesAfter(HEADER_BYTES);
        return new Neighbour(
                in.getInt(4),
                attributes.address(NDA_DST),
                Link.hardwareText(attributes.bytes(NDA_LLADDR)),
                Short.toUnsignedInt(in.getShort(8)),
                Byte.toUnsignedInt(in.get(10)));
    }
}
