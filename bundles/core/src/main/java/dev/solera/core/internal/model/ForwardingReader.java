package dev.solera.core.internal.model;

import dev.solera.api.Forwarding;
import dev.solera.api.Forwarding.Checksum;
import dev.solera.api.Forwarding.Method;
import dev.solera.api.Forwarding.Tunnel;
import dev.solera.spi.Keys;
import java.util.Locale;

/** The ways of a pool to its servers: one for all, and by {@code method=} others for some; tunnels are all alike. */
final class ForwardingReader {
    private final Method standard;
    private final Forwarding tunnel;
    private boolean tunnelled;

    private ForwardingReader(Method standard, Forwarding tunnel) {
        this.standard = standard;
        this.tunnel = tunnel;
    }

    /** Reads {@code method} and {@code tunnel.*}. */
    static ForwardingReader read(Keys keys) {
        Method method = keys.word("method", Method.class, Method.NAT);
        Tunnel type = keys.word("tunnel.type", Tunnel.class, Tunnel.IPIP);
        int port = keys.number("tunnel.port", 1, 65535, 0);
        Checksum checksum = keys.word("tunnel.checksum", Checksum.class, Checksum.NONE);
        if ((type == Tunnel.GUE) != (port > 0)) {
            throw new Keys.BadKey(
                    "tunnel.port",
                    port == 0 ? null : String.valueOf(port),
                    type == Tunnel.GUE ? "1..65535 beside tunnel.type = gue" : "no such key without tunnel.type = gue");
        }
        try {
            return new ForwardingReader(method, new Forwarding(Method.TUN, type, port, checksum));
        } catch (IllegalArgumentException e) {
            throw new Keys.BadKey(
                    "tunnel.checksum",
                    checksum.text(),
                    type == Tunnel.IPIP ? "none beside tunnel.type = ipip" : "none or csum beside tunnel.type = gre");
        }
    }

    /** Returns the way to a server that says nothing. */
    Forwarding standard() {
        return of(standard);
    }

    /**
     * Returns the way that a server asks for.
     *
     * @throws IllegalArgumentException when {@code method} is none
     */
    Forwarding of(String method) {
        for (Method one : Method.values()) {
            if (one.text().equals(method.toLowerCase(Locale.ROOT))) {
                return of(one);
            }
        }
        throw new IllegalArgumentException("method= of nat, dr, tun");
    }

    /** Refuses keys of tunnels where nothing has been tunnelled; after all servers were read. */
    void checkUse() {
        if (!tunnelled && tunnel.tunnel() != Tunnel.IPIP) {
            throw new Keys.BadKey("tunnel.type", tunnel.tunnel().text(), "method = tun, or a server with method=tun");
        }
    }

    private Forwarding of(Method method) {
        tunnelled |= method == Method.TUN;
        return switch (method) {
            case NAT -> Forwarding.NAT;
            case DR -> Forwarding.DR;
            case TUN -> tunnel;
        };
    }
}
