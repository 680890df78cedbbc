package dev.solera.api;

/**
 * Packets that the firewall has marked, in the place of an address and a port: {@code fwmark = 7 inet6}.
 *
 * @param number the mark, 1–4294967295 (32 bits without sign; {@code IPVS_SVC_ATTR_FWMARK})
 * @param family of the marked packets
 */
public record FirewallMark(long number, Family family) {
    /** The largest mark. */
    public static final long MAX = 0xffff_ffffL;

    /** States a mark. */
    public FirewallMark {
        if (number < 1 || number > MAX) {
            throw new IllegalArgumentException("fwmark: " + number + " (expected: 1.." + MAX + ")");
        }
    }

    @Override
    public String toString() {
        return "fwmark " + number + (family == Family.INET6 ? " inet6" : "");
    }
}
