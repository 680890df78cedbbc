package dev.solera.api;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service of the kernel's IPVS.
 *
 * @param family of its clients
 * @param protocol null for a firewall mark
 * @param address where it is; port 0 stands for every port; null for a firewall mark
 * @param mark firewall mark, 0 for none
 * @param scheduler such as {@code wlc}
 * @param flags as ipvsadm writes them, such as {@code sh-port}, {@code mh-fallback}, {@code ops}; sorted
 * @param persistence null when there is none
 * @param virtualServer name of the virtual server it belongs to, null when it is not Solera's
 * @param counters its traffic since it was made or zeroed
 * @param rates its traffic now
 * @param destinations in the kernel's order
 */
public record IpvsService(
        Family family,
        @Nullable Protocol protocol,
        @Nullable InetSocketAddress address,
        long mark,
        String scheduler,
        List<String> flags,
        @Nullable Persistence persistence,
        @Nullable String virtualServer,
        Counters counters,
        Rates rates,
        List<IpvsDestination> destinations) {
    public IpvsService {
        flags = List.copyOf(flags);
        destinations = List.copyOf(destinations);
        if ((mark == 0) == (address == null || protocol == null)) {
            throw new IllegalArgumentException("mark: " + mark + " (expected: a mark, or address and protocol)");
        }
    }

    /** Returns the words in which ipvsadm names it: {@code TCP 192.0.2.1:80}, {@code FWM 7 IPv6}. */
    public String name() {
        if (address == null || protocol == null) {
            return "FWM " + mark + (family == Family.INET6 ? " IPv6" : "");
        }
        return protocol + " " + Addresses.text(address);
    }
}
