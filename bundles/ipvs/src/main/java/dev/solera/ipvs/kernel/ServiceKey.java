package dev.solera.ipvs.kernel;

import dev.solera.api.Addresses;
import dev.solera.api.Family;
import dev.solera.api.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What finds a service in the kernel: protocol, address and port, or a firewall mark and a family.
 *
 * @param family of its clients
 * @param protocol null for a firewall mark
 * @param address null for a firewall mark
 * @param port 0 for every port, and for a firewall mark
 * @param mark unsigned 32 bits, 0 for none
 */
public record ServiceKey(
        Family family, @Nullable Protocol protocol, @Nullable InetAddress address, int port, long mark) {
    /** States what is found by what. */
    public ServiceKey {
        if ((mark == 0) == (protocol == null || address == null)) {
            throw new IllegalArgumentException("mark: " + mark + " (expected: a mark, or protocol and address)");
        }
    }

    /** A service at an address. */
    public static ServiceKey of(Protocol protocol, InetSocketAddress address) {
        return new ServiceKey(Family.of(address.getAddress()), protocol, address.getAddress(), address.getPort(), 0);
    }

    /** A service of marked packets, 1–4294967295. */
    public static ServiceKey ofMark(long mark, Family family) {
        return new ServiceKey(family, null, null, 0, mark);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static ServiceKey parse(String text) {
        String[] words = text.split(" ");
        if (words.length >= 2 && words[0].equals("FWM")) {
            boolean six = words.length == 3 && words[2].equals("IPv6");
            return ofMark(Long.parseLong(words[1]), six ? Family.INET6 : Family.INET);
        }
        if (words.length != 2) {
            throw new IllegalArgumentException("service: " + text + " (expected: TCP 192.0.2.1:80 or FWM 7)");
        }
        int colon = words[1].lastIndexOf(':');
        String host = words[1].substring(0, colon < 0 ? 0 : colon).replaceAll("[\\[\\]]", "");
        int port = Integer.parseInt(words[1].substring(colon + 1));
        return of(Protocol.valueOf(words[0]), new InetSocketAddress(Addresses.parseIp(host), port));
    }

    /** Where it is; null for a firewall mark. */
    public @Nullable InetSocketAddress socketAddress() {
        return address == null ? null : new InetSocketAddress(address, port);
    }

    /** In ipvsadm's words: {@code TCP 192.0.2.1:80}, {@code FWM 7 IPv6}. */
    @Override
    public String toString() {
        InetSocketAddress at = socketAddress();
        if (at == null) {
            return "FWM " + mark + (family == Family.INET6 ? " IPv6" : "");
        }
        return protocol + " " + Addresses.text(at);
    }
}
