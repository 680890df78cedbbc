package dev.solera.vrrp.internal.wire;

import dev.solera.spi.MacAddress;

/**
 * Where adverts go and where they come from.
 *
 * @param sourceMac the interface's address, or the virtual one
 * @param destinationMac the next hop's address
 * @param source primary address of the interface, link-local for IPv6
 * @param destination the group, or a peer
 * @param hopLimit 255 but for peers beyond routers
 * @param flowLabel of IPv6, 20 bits; 0 is none, and 0 for IPv4
 */
public record Envelope(
        MacAddress sourceMac,
        MacAddress destinationMac,
        IpAddress source,
        IpAddress destination,
        int hopLimit,
        int flowLabel) {
    private static final MacAddress NOWHERE = new MacAddress(0);

    /** Refuses two families and fields that are too wide. */
    public Envelope {
        if (source.v6() != destination.v6()) {
            throw new IllegalArgumentException(
                    "destination: " + destination + " (expected: of the family of " + source + ")");
        }
        if (hopLimit < 1 || hopLimit > IpHeader.HOP_LIMIT) {
            throw new IllegalArgumentException("hop limit: " + hopLimit + " (expected: 1..255)");
        }
        if (flowLabel >>> 20 != 0 || flowLabel != 0 && !source.v6()) {
            throw new IllegalArgumentException("flow label: " + flowLabel + " (expected: 20 bits, IPv6 only)");
        }
    }

    /** Returns the envelope of an advert to one node; the kernel finds the next hop, so the frame's own addresses stay empty. */
    public static Envelope unicast(IpAddress source, IpAddress destination, int hopLimit) {
        return new Envelope(NOWHERE, NOWHERE, source, destination, hopLimit, 0);
    }

    /** Returns the envelope of an advert to all VRRP routers of the link. */
    public static Envelope multicast(MacAddress sourceMac, IpAddress source) {
        IpAddress group = source.v6() ? IpAddress.VRRP_GROUP_V6 : IpAddress.VRRP_GROUP_V4;
        return new Envelope(sourceMac, MacAddress.ofGroup(group.toInetAddress()), source, group, IpHeader.HOP_LIMIT, 0);
    }
}
