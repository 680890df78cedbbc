package dev.solera.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's own table of virtual services (IPVS), whoever made them: an OSGi service of the data plane {@code ipvs}, absent where that is
 * not installed. Each call asks the kernel anew, which takes milliseconds for a small table and seconds for a very large one. Safe from
 * any thread.
 */
public interface IpvsTable {
    /**
     * Returns what the kernel holds in the order in which it tells it.
     *
     * @throws ApplianceException when there is no IPVS, or it cannot be asked: the reason in words
     */
    Table read();

    /**
     * Returns connections in the order in which the kernel tells them ({@code /proc/net/ip_vs_conn}).
     *
     * @param atMost more are left out, 1 or more
     * @throws ApplianceException when there is no IPVS, or this user may not see them
     */
    List<Connection> connections(int atMost);

    /**
     * Returns where the kernel differs from what is to be, empty when it does not. Services of others are no difference.
     *
     * @throws ApplianceException when there is no IPVS, or it cannot be asked
     */
    List<Difference> differences();

    /**
     * All of it at one moment.
     *
     * @param version of the kernel's IPVS, such as {@code 1.2.1}
     * @param connectionTableSize buckets of the hash table of connections
     * @param tcpTimeoutSeconds idle time of an established TCP connection
     * @param tcpFinTimeoutSeconds the same after a FIN
     * @param udpTimeoutSeconds idle time of a UDP flow
     * @param daemons sync daemons that run, at most one master and one backup
     * @param services in the kernel's order
     */
    record Table(
            String version,
            int connectionTableSize,
            int tcpTimeoutSeconds,
            int tcpFinTimeoutSeconds,
            int udpTimeoutSeconds,
            List<Daemon> daemons,
            List<Service> services) {
        public Table {
            daemons = List.copyOf(daemons);
            services = List.copyOf(services);
        }
    }

    /**
     * A sync daemon.
     *
     * @param master whether it sends; else it receives
     * @param networkInterface its multicast interface
     * @param id only daemons of one id talk with each other, 0–255
     */
    record Daemon(boolean master, String networkInterface, int id) {}

    /**
     * A virtual service of the kernel. A virtual server has one for each address, port and protocol.
     *
     * @param protocol {@code TCP UDP SCTP} or {@code FWM}
     * @param address {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}; the number for a firewall mark
     * @param ipv6 whether its clients speak IPv6
     * @param scheduler the kernel's name
     * @param flags by ipvsadm's names: {@code ops sh-fallback sh-port mh-fallback mh-port}, {@code flag-1} to {@code flag-3} of other schedulers
     * @param persistenceSeconds 0 for none
     * @param persistenceMask {@code 255.255.255.0} or a prefix length for IPv6; one client address each when it is 255.255.255.255 or 128
     * @param persistenceEngine such as {@code sip}; null for none
     * @param virtualServer whose it is; null when it is not this appliance's
     * @param traffic what went through
     * @param destinations in the kernel's order
     */
    record Service(
            String protocol,
            String address,
            boolean ipv6,
            String scheduler,
            List<String> flags,
            int persistenceSeconds,
            String persistenceMask,
            @Nullable String persistenceEngine,
            @Nullable String virtualServer,
            Traffic traffic,
            List<Destination> destinations) {
        public Service {
            flags = List.copyOf(flags);
            destinations = List.copyOf(destinations);
        }
    }

    /**
     * A destination of a service.
     *
     * @param address {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}; port 0 for that of the packet
     * @param forwarding by ipvsadm's names: {@code Masq Local Tunnel Route Bypass}
     * @param tunnel {@code ipip}, {@code gue port 6080 csum} and the like; null for other methods
     * @param weight share of new flows, 0 for none
     * @param upperThreshold connections from which on it gets no new ones, 0 for no limit
     * @param lowerThreshold connections below which it gets new ones again, 0 for three quarters of the upper one
     * @param active established connections
     * @param inactive other connections
     * @param persistent connections that persistence sent here
     * @param real whose it is; null for one that somebody else put in
     * @param draining the time left before it is removed, in seconds; -1 where it is not being drained, -2 for no limit
     * @param traffic what went through
     */
    record Destination(
            String address,
            String forwarding,
            @Nullable String tunnel,
            long weight,
            long upperThreshold,
            long lowerThreshold,
            long active,
            long inactive,
            long persistent,
            @Nullable RealServerRef real,
            long draining,
            Traffic traffic) {}

    /**
     * Totals since the object was made or zeroed, and rates per second, which the kernel averages over some seconds.
     *
     * @param connections flows
     * @param packetsIn from clients
     * @param packetsOut to clients; 0 unless answers pass through here (nat)
     * @param bytesIn from clients
     * @param bytesOut to clients
     * @param connectionRate flows
     * @param packetRateIn from clients
     * @param packetRateOut to clients
     * @param byteRateIn from clients
     * @param byteRateOut to clients
     */
    record Traffic(
            long connections,
            long packetsIn,
            long packetsOut,
            long bytesIn,
            long bytesOut,
            long connectionRate,
            long packetRateIn,
            long packetRateOut,
            long byteRateIn,
            long byteRateOut) {}

    /**
     * A connection.
     *
     * @param protocol {@code TCP UDP SCTP}, {@code IP} for one that keeps clients with their server
     * @param state such as {@code ESTABLISHED}
     * @param client address and port
     * @param virtual address and port
     * @param destination address and port
     * @param expiresSeconds idle time left
     */
    record Connection(
            String protocol, String state, String client, String virtual, String destination, long expiresSeconds) {}

    /**
     * A difference.
     *
     * @param virtualServer whose service it is about
     * @param object the service, or the service and its destination, as {@code TCP 192.0.2.1:80 -> 10.0.0.1:80}
     * @param wanted what is to be in ipvsadm's words; null for an object that is too many
     * @param found what is; null for an object that is missing
     */
    record Difference(String virtualServer, String object, @Nullable String wanted, @Nullable String found) {}
}
