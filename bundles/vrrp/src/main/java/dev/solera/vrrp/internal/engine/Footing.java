package dev.solera.vrrp.internal.engine;

import dev.solera.spi.HostNetwork;
import dev.solera.spi.HostNetwork.Address;
import dev.solera.spi.HostNetwork.Interface;
import dev.solera.spi.MacAddress;
import dev.solera.vrrp.internal.wire.IpAddress;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What an interface gives a virtual router to stand on.
 *
 * @param mac the interface's own address
 * @param source where adverts come from
 * @param lacking what is missing, in words; null when nothing is, and then the others are there
 */
record Footing(@Nullable MacAddress mac, @Nullable IpAddress source, @Nullable String lacking) {
    private static final int V4_HEADER = 20;
    private static final int V6_HEADER = 40;
    private static final int HMAC_TRAILER = 28;
    private static final int OWNER = 255;
    /** rtnetlink's scope of what never leaves the host. */
    private static final int SCOPE_HOST = 254;

    static Footing of(HostNetwork network, Blueprint blueprint) {
        String name = blueprint.key().interfaceName();
        Interface found = network.find(name).orElse(null);
        if (found == null) {
            return lacking(name + ": no such interface");
        }
        if (!found.up()) {
            return lacking(name + ": " + found.why());
        }
        MacAddress mac = found.mac();
        if (mac == null) {
            return lacking(name + ": no Ethernet address (expected: an Ethernet interface)");
        }
        int packet = (blueprint.key().v6() ? V6_HEADER : V4_HEADER)
                + blueprint.format().messageBytes()
                + (blueprint.hmac() == null ? 0 : HMAC_TRAILER);
        if (packet > found.mtu()) {
            return lacking(name + ": mtu " + found.mtu() + " (expected: at least " + packet + " for an advert of "
                    + blueprint.format().addresses().size() + " addresses)");
        }
        IpAddress source = source(found, blueprint);
        if (source == null) {
            InetAddress wanted = blueprint.instance().source();
            return lacking(name + ": no "
                    + (wanted != null
                            ? "address " + IpAddress.of(wanted) + ", which adverts are to come from"
                            : blueprint.key().v6() ? "link-local IPv6 address" : "IPv4 address"));
        }
        return new Footing(mac, source, null);
    }

    private static Footing lacking(String why) {
        return new Footing(null, null, why);
    }

    private static @Nullable IpAddress source(Interface found, Blueprint blueprint) {
        InetAddress wanted = blueprint.instance().source();
        @Nullable IpAddress second = null;
        for (Address address : found.addresses()) {
            InetAddress its = address.address();
            if (!address.usable()
                    || (its.getAddress().length == 16) != blueprint.key().v6()) {
                continue;
            }
            if (wanted != null) {
                if (its.equals(wanted)) {
                    return IpAddress.of(wanted);
                }
                continue;
            }
            IpAddress candidate = IpAddress.of(its);
            // The owner's VIPs are its interface's own addresses.
            boolean floats = address.floating()
                    || blueprint.instance().priority() != OWNER
                            && blueprint.format().addresses().contains(candidate);
            if (floats || address.scope() == SCOPE_HOST || blueprint.key().v6() && !candidate.isLinkLocal()) {
                continue;
            }
            if (blueprint.key().v6() || address.scope() == 0) {
                return candidate;
            }
            second = second == null ? candidate : second;
        }
        return second;
    }
}
