package dev.solera.testkit;

import dev.solera.api.Addresses;
import dev.solera.api.Counters;
import dev.solera.api.Family;
import dev.solera.api.Forwarding;
import dev.solera.api.IpvsConnection;
import dev.solera.api.IpvsDestination;
import dev.solera.api.IpvsDifference;
import dev.solera.api.IpvsService;
import dev.solera.api.IpvsTable;
import dev.solera.api.IpvsView;
import dev.solera.api.Persistence;
import dev.solera.api.Protocol;
import dev.solera.api.Rates;
import dev.solera.api.RealServerRef;
import java.time.Duration;
import java.util.List;

/** A kernel with one service of virtual server "shop", one of somebody else's for a firewall mark, two connections and two differences. */
public final class FakeIpvs implements IpvsView {
    @Override
    public IpvsTable table() {
        IpvsService shop = new IpvsService(
                Family.INET,
                Protocol.TCP,
                Addresses.parse("192.0.2.10:80"),
                0,
                "sh",
                List.of("sh-fallback", "sh-port"),
                new Persistence(Duration.ofMinutes(5), 24, 128, null),
                "shop",
                traffic(150_000_000_000L),
                new Rates(3, 30, 20, 3000, 2000),
                List.of(
                        destination("127.0.0.1:80", Forwarding.NAT, true, 1),
                        destination("10.0.0.1:80", Forwarding.DR, false, 3)));
        IpvsService other = new IpvsService(
                Family.INET6,
                null,
                null,
                7,
                "wlc",
                List.of("ops"),
                null,
                null,
                Counters.ZERO,
                Rates.ZERO,
                List.of(destination("[2001:db8::1]:80", Forwarding.IPIP, false, 0)));
        return new IpvsTable(
                "1.2.1",
                4096,
                Duration.ofMinutes(15),
                Duration.ofMinutes(2),
                Duration.ofMinutes(5),
                List.of(),
                List.of(other, shop));
    }

    @Override
    public List<IpvsConnection> connections(int most) {
        return List.of(
                connection("TCP", "198.51.100.7:50244", "ESTABLISHED", 899),
                connection("TCP", "198.51.100.7:0", "NONE", 61));
    }

    @Override
    public List<IpvsDifference> differences() {
        return List.of(
                new IpvsDifference("TCP 192.0.2.10:80", "10.0.0.1:80", "dr weight 3", "dr weight 5"),
                new IpvsDifference("TCP 192.0.2.10:80", "10.0.0.9:80", null, "nat weight 1"));
    }

    private static IpvsConnection connection(String protocol, String client, String state, long seconds) {
        int port = Integer.parseInt(client.substring(client.indexOf(':') + 1));
        return new IpvsConnection(
                protocol,
                new java.net.InetSocketAddress(Addresses.parseIp("198.51.100.7"), port),
                Addresses.parse("192.0.2.10:80"),
                Addresses.parse("10.0.0.1:80"),
                state,
                seconds);
    }

    private static IpvsDestination destination(String address, Forwarding forwarding, boolean local, long weight) {
        RealServerRef real = weight == 0 ? null : new RealServerRef("web", "web" + weight);
        return new IpvsDestination(
                Addresses.parse(address),
                forwarding,
                local,
                weight,
                0,
                0,
                3,
                12,
                0,
                real,
                false,
                traffic(5),
                new Rates(1, 10, 10, 1000, 1000));
    }

    private static Counters traffic(long bytesIn) {
        return new Counters(0, 7, 7, bytesIn, 700, 0, 0, 0, 0, 70, 60);
    }
}
