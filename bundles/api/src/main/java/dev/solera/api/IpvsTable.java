package dev.solera.api;

import java.time.Duration;
import java.util.List;

/**
 * What the kernel's IPVS holds at one moment.
 *
 * @param version of IPVS, such as {@code 1.2.1}
 * @param connectionTableSize hash buckets of the connection table
 * @param tcp how long an established TCP connection may be silent
 * @param tcpFin how long a TCP connection is remembered after its end
 * @param udp how long a UDP client may be silent
 * @param daemons synchronisation with other directors; empty when none runs, at most a master and a backup
 * @param services in the kernel's order
 */
public record IpvsTable(
        String version,
        int connectionTableSize,
        Duration tcp,
        Duration tcpFin,
        Duration udp,
        List<SyncDaemon> daemons,
        List<IpvsService> services) {
    public IpvsTable {
        daemons = List.copyOf(daemons);
        services = List.copyOf(services);
    }

    /**
     * A synchronisation daemon of the kernel.
     *
     * @param state {@code master} or {@code backup}
     * @param networkInterface it uses
     * @param id 0–255; directors with the same one share their connections
     * @param maxBytes largest message, 0 where the kernel does not tell
     * @param group multicast address, empty where the kernel does not tell
     * @param port UDP port, 0 where the kernel does not tell
     * @param ttl of its messages, 0 where the kernel does not tell
     */
    public record SyncDaemon(
            String state, String networkInterface, int id, int maxBytes, String group, int port, int ttl) {}
}
