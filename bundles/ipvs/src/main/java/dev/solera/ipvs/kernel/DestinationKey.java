package dev.solera.ipvs.kernel;

import dev.solera.api.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What finds a destination in its service.
 *
 * @param address of either family
 * @param port 0–65535; 0 keeps that of the packet
 */
public record DestinationKey(InetAddress address, int port) {
    /** As an address with a port. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    @Override
    public String toString() {
        return Addresses.text(socketAddress());
    }
}
