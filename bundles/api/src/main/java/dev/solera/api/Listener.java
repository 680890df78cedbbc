package dev.solera.api;

import java.net.InetSocketAddress;

/**
 * One address, port and protocol that a virtual server listens on. A range of ports in the configuration gives one listener a
 * port, all with the same name.
 *
 * @param name the part of the key after {@code listen.}, or {@code main} for the short form {@code listen}
 * @param address where it listens; always resolved
 * @param protocol the transport
 */
public record Listener(String name, InetSocketAddress address, Protocol protocol) {
    @Override
    public String toString() {
        String text = Addresses.text(address);
        return protocol == Protocol.TCP ? text : text + "/" + protocol.text();
    }
}
