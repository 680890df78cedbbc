package dev.solera.vrrp.internal.wire;

/**
 * A node that adverts go to and come from one by one.
 *
 * @param address its address
 * @param leastHopLimit the lowest hop limit its adverts may arrive with, 0–255
 * @param mostHopLimit the highest one
 */
public record Peer(IpAddress address, int leastHopLimit, int mostHopLimit) {
    /** Refuses limits out of order. */
    public Peer {
        if (leastHopLimit < 0 || mostHopLimit > IpHeader.HOP_LIMIT || leastHopLimit > mostHopLimit) {
            throw new IllegalArgumentException(
                    "hop limit: " + leastHopLimit + "-" + mostHopLimit + " (expected: 0..255, the lower first)");
        }
    }

    boolean allows(int hopLimit) {
        return hopLimit >= leastHopLimit && hopLimit <= mostHopLimit;
    }
}
