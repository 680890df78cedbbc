package dev.solera.api;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address that floats, as configured in {@code vip.<name>} or {@code vip.extra.<name>} of a virtual router.
 *
 * @param name unique across virtual routers, ignoring case
 * @param address one host's, no wildcard, no multicast
 * @param prefix length of its subnet's prefix, 0–32 or 0–128
 * @param device the interface it is put on, null for its virtual router's
 * @param label of an IPv4 address, at most 15 characters, null for none
 * @param scope as rtnetlink numbers it: 0 global, 200 site, 253 link, 254 host
 * @param advertised whether adverts list it; the others merely go along
 */
public record Vip(
        String name,
        InetAddress address,
        int prefix,
        @Nullable String device,
        @Nullable String label,
        int scope,
        boolean advertised) {
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
