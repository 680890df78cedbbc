package dev.solera.netlink;

import java.util.HashMap;
import java.util.Map;

/**
 * A family of generic netlink, as its controller tells it ({@code enum} of {@code CTRL_ATTR_*}).
 *
 * @param id the message type of its requests, different on each machine and after each load of its module
 * @param name such as {@code IPVS}
 * @param version the kernel's
 * @param headerBytes of the family's own header after the generic one
 * @param groups the ids of its multicast groups by name
 */
public record GenericFamily(int id, String name, int version, int headerBytes, Map<String, Integer> groups) {
    /** The message type of the controller itself ({@code GENL_ID_CTRL}). */
    public static final int CONTROLLER = 0x10;

    static final int GET_FAMILY = 3;
    static final int FAMILY_NAME = 2;

    private static final int FAMILY_ID = 1;
    private static final int VERSION = 3;
    private static final int HEADER_SIZE = 4;
    private static final int MULTICAST_GROUPS = 7;
    private static final int GROUP_NAME = 1;
    private static final int GROUP_ID = 2;

    public GenericFamily {
        groups = Map.copyOf(groups);
    }

    /**
     * Reads a {@code CTRL_CMD_NEWFAMILY}.
     *
     * @throws NetlinkException where it is cut short or lacks id or name
     */
    public static GenericFamily decode(NetlinkMessage message) throws NetlinkException {
        Attributes attributes = GenericMessage.decode(message).attributes();
        String name = attributes.string(FAMILY_NAME);
        int id = attributes.u16(FAMILY_ID, 0);
        if (name == null || id == 0) {
            throw NetlinkException.malformed("generic family: " + name + " with id " + id + " (expected: both)");
        }
        Map<String, Integer> groups = new HashMap<>();
        for (Attributes.Attribute group : attributes.nested(MULTICAST_GROUPS).all()) {
            Attributes inside = group.nested();
            String groupName = inside.string(GROUP_NAME);
            if (groupName != null) {
                groups.put(groupName, inside.s32(GROUP_ID, 0));
            }
        }
        return new GenericFamily(
                id, name, (int) attributes.u32(VERSION, 0), (int) attributes.u32(HEADER_SIZE, 0), groups);
    }
}
