package dev.solera.addresses.internal;

import dev.solera.netlink.Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A network on an interface.
 *
 * @param network its address, with the bits after the prefix zero
 * @param prefix how many bits count
 */
record Subnet(InetAddress network, int prefix) {
    static Subnet of(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return new Subnet(address(bytes), prefix);
    }

    static Subnet of(Address address) {
        return of(address.local(), address.prefixLength());
    }

    /** Whether it is one address alone. */
    boolean isHost() {
        return prefix == bits(network);
    }

    static int bits(InetAddress address) {
        return address.getAddress().length * 8;
    }

    /** {@code 0.0.0.0} or {@code ::}. */
    static InetAddress any(boolean v6) {
        return address(new byte[v6 ? 16 : 4]);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return bytes.length == 16 ? Inet6Address.getByAddress(null, bytes, -1) : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 4 and 16 bytes are always an address
        }
    }
}
