package dev.solera.vrrp.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this host forwards IPv6 packets; a neighbour advertisement that says otherwise takes it off its neighbours' lists of routers (RFC 4861 section 7.2.5). */
final class Forwarding {
    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv6/conf");

    private Forwarding() {}

    static boolean of(String interfaceName) {
        try {
            return "1"
                    .equals(Files.readString(SETTINGS.resolve(interfaceName).resolve("forwarding"))
                            .strip());
        } catch (IOException e) {
            return false; // no such interface, or no IPv6 at all
        }
    }
}
