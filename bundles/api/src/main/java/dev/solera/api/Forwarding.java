package dev.solera.api;

import java.util.Locale;

/**
 * How the kernel hands a packet to a real server.
 *
 * <p>A server that is the director itself is forwarded to locally whatever is said here.
 *
 * @param method how
 * @param tunnel how it is wrapped; counts with {@link Method#TUN} only
 * @param tunnelPort UDP port of {@link Tunnel#GUE}, 1–65535; 0 with the others
 * @param checksum what {@link Tunnel#GUE} and {@link Tunnel#GRE} do about checksums; {@link Checksum#NONE} with the others
 */
public record Forwarding(Method method, Tunnel tunnel, int tunnelPort, Checksum checksum) {
    /** Network address translation, in both directions. */
    public static final Forwarding NAT = new Forwarding(Method.NAT, Tunnel.IPIP, 0, Checksum.NONE);

    /** Direct routing. */
    public static final Forwarding DR = new Forwarding(Method.DR, Tunnel.IPIP, 0, Checksum.NONE);

    /** IP in IP. */
    public static final Forwarding IPIP = new Forwarding(Method.TUN, Tunnel.IPIP, 0, Checksum.NONE);

    /** States a way; what the method does not use has to be left at its default. */
    public Forwarding {
        if (method != Method.TUN && tunnel != Tunnel.IPIP) {
            throw new IllegalArgumentException("tunnel.type: " + tunnel.text() + " (expected: method = tun)");
        }
        if (tunnel == Tunnel.GUE ? tunnelPort < 1 || tunnelPort > 65535 : tunnelPort != 0) {
            throw new IllegalArgumentException("tunnel.port: " + tunnelPort + " (expected: "
                    + (tunnel == Tunnel.GUE ? "1..65535" : "tunnel.type = gue") + ")");
        }
        if (tunnel == Tunnel.IPIP && checksum != Checksum.NONE
                || tunnel == Tunnel.GRE && checksum == Checksum.REMCSUM) {
            throw new IllegalArgumentException("tunnel.checksum: " + checksum.text() + " (expected: tunnel.type = gue"
                    + (checksum == Checksum.CSUM ? " or gre)" : ")"));
        }
    }

    /** Returns it as an operator reads it: {@code nat}, {@code dr}, {@code tun ipip}, {@code tun gue:6080 csum}. */
    @Override
    public String toString() {
        if (method != Method.TUN) {
            return method.text();
        }
        return "tun " + tunnel.text() + (tunnelPort == 0 ? "" : ":" + tunnelPort)
                + (checksum == Checksum.NONE ? "" : " " + checksum.text());
    }

    /** Who changes what of a packet. */
    public enum Method {
        /** The destination is rewritten; answers come back through the director ({@code IP_VS_CONN_F_MASQ}). */
        NAT,
        /** Only the link-layer address is set; the server has the virtual address itself and answers directly ({@code IP_VS_CONN_F_DROUTE}). */
        DR,
        /** The packet is wrapped; the server has the virtual address itself and answers directly ({@code IP_VS_CONN_F_TUNNEL}). */
        TUN;

        /** Returns the name as written in a configuration file. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a packet is wrapped in ({@code IP_VS_CONN_F_TUNNEL_TYPE_*}). */
    public enum Tunnel {
        /** IP in IP (RFC 2003). */
        IPIP,
        /** Generic UDP encapsulation; Linux 5.2 or later. */
        GUE,
        /** Generic routing encapsulation (RFC 2784); Linux 5.3 or later. */
        GRE;

        /** Returns the name as written in a configuration file. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is done about the checksum of the wrapping ({@code IP_VS_TUNNEL_ENCAP_FLAG_*}). */
    public enum Checksum {
        /** None is made. */
        NONE,
        /** One is made. */
        CSUM,
        /** Remote checksum offload; GUE only. */
        REMCSUM;

        /** Returns the name as written in a configuration file. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
