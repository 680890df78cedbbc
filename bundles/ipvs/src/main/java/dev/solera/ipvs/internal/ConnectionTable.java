package dev.solera.ipvs.internal;

import dev.solera.api.IpvsConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of {@code /proc/net/ip_vs_conn}: protocol, then from, to and destination with a port each, in hex, state, seconds left. */
final class ConnectionTable {
    private static final int FIELDS = 9;

    private ConnectionTable() {}

    /**
     * Reads connections until there are no more or {@code most} have been read; lines that make no sense are left out.
     *
     * @throws IOException when the file cannot be read
     */
    static List<IpvsConnection> read(BufferedReader in, int most) throws IOException {
        List<IpvsConnection> connections = new ArrayList<>();
        for (String line = in.readLine(); line != null && connections.size() < most; line = in.readLine()) {
            IpvsConnection one = parse(line);
            if (one != null) {
                connections.add(one);
            }
        }
        return connections;
    }

    private static @Nullable IpvsConnection parse(String line) {
        String[] f = line.trim().split("\\s+");
        if (f.length < FIELDS || f[0].equals("Pro")) {
            return null;
        }
        try {
            return new IpvsConnection(f[0], at(f[1], f[2]), at(f[3], f[4]), at(f[5], f[6]), f[7], Long.parseLong(f[8]));
        } catch (IllegalArgumentException | UnknownHostException e) {
            return null;
        }
    }

    /** IPv4 as eight hex digits, IPv6 as eight groups, in brackets or not by the kernel's age. */
    private static InetSocketAddress at(String address, String port) throws UnknownHostException {
        String host = address.replaceAll("[\\[\\]]", "");
        InetAddress ip = host.indexOf(':') >= 0
                ? InetAddress.getByAddress(HexFormat.of().parseHex(host.replace(":", "")))
                : InetAddress.getByAddress(HexFormat.of().parseHex(host));
        return new InetSocketAddress(ip, Integer.parseInt(port, 16));
    }
}
