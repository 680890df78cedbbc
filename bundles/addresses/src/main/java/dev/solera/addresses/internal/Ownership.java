package dev.solera.addresses.internal;

import dev.solera.netlink.Address;
import dev.solera.netlink.Link;
import dev.solera.netlink.Route;
import dev.solera.netlink.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells what a run of this appliance put on the host, this one or one before. Addresses, routes and rules carry a protocol number; interfaces carry an
 * alias.
 *
 * @param tagged whether the kernel keeps the number with an address ({@code IFA_PROTO}, Linux 5.18). Where it does not, an address counts as ours when
 *     its lease is no longer than a short one of ours; a longer one is not recognised and goes by itself when it is over
 */
public record Ownership(boolean tagged) {
    /** {@code IFA_PROTO} and {@code RTPROT_*} of what is ours. The kernel's own end at 3, daemons use up to 42 and 186 to 192 (rtnetlink.h). */
    public static final int PROTOCOL = 118;

    /** The first word of the alias of our interfaces. */
    static final String ALIAS = "solera";

    /** A lease that a run gives on a kernel without tags is recognised up to here. */
    private static final int RECOGNISED_SECONDS = 60;

    private static final int IPV6_VIP_FLAGS = Address.NO_DAD | Address.DEPRECATED;

    /** What the running kernel can do; one that does not tell its version is taken for a new one. */
    public static Ownership ofThisKernel() {
        try {
            return ofRelease(
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).trim());
        } catch (IOException e) {
            return new Ownership(true);
        }
    }

    static Ownership ofRelease(String release) {
        String[] parts = release.split("[^0-9]+", 3);
        try {
            int major = Integer.parseInt(parts[0]);
            int minor = Integer.parseInt(parts[1]);
            return new Ownership(major > 5 || major == 5 && minor >= 18);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return new Ownership(true);
        }
    }

    boolean isOurs(Address address) {
        if (tagged) {
            return address.protocol() == PROTOCOL;
        }
        boolean v6 = address.local().getAddress().length == 16;
        return !address.lifetime().isForever()
                && address.lifetime().validSeconds() <= RECOGNISED_SECONDS
                && (!v6 || address.has(IPV6_VIP_FLAGS));
    }

    boolean isOurs(Route route) {
        return route.protocol() == PROTOCOL;
    }

    boolean isOurs(Rule rule) {
        return rule.protocol() == PROTOCOL;
    }

    boolean isOurs(Link link) {
        String alias = link.alias();
        return "macvlan".equals(link.kind()) && alias != null && (alias + " ").startsWith(ALIAS + " ");
    }
}
