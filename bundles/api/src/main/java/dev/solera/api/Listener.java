package dev.solera.api;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One address, port and protocol that a virtual server listens on. A range of ports in the configuration gives one listener a
 * port, all with the same name.
 *
 * @param name the part of the key after {@code listen.}, or {@code main} for the short form {@code listen}
 * @param address where it listens; always resolved
 * @param protocol the transport
 * @param tls how its clients' TLS is ended, null where they speak in the clear or nobody looks
 */
public record Listener(String name, InetSocketAddress address, Protocol protocol, @Nullable TlsProfile tls) {
    /** A listener without TLS. */
    public Listener(String name, InetSocketAddress address, Protocol protocol) {
        this(name, address, protocol, null);
    }

    @Override
    public String toString() {
        String text = Addresses.text(address);
        return protocol == Protocol.TCP ? text : text + "/" + protocol.text();
    }
}
