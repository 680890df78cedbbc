package dev.solera.addresses.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Addresses;
import dev.solera.spi.HostNetwork;
import dev.solera.spi.HostNetwork.Interface;
import dev.solera.spi.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The picture of the host's network, against the kernel. */
@Timeout(60)
class KernelHostNetworkTest {
    private Namespace host;
    private KernelHostNetwork network;

    @BeforeEach
    void open() throws Exception {
        host = Namespace.create();
        network = host.inside(() -> KernelHostNetwork.open(new Ownership(true)));
    }

    @AfterEach
    void close() throws Exception {
        if (network != null) {
            network.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void anInterfaceHasItsMacMtuAndAddressesInTheKernelsOrder() throws Exception {
        host.ip("link", "set", "eth0", "address", "02:00:00:00:00:07", "mtu", "1400");
        host.ip("addr", "add", "192.0.2.7/24", "dev", "eth0");
        host.ip("addr", "add", "192.0.2.3/24", "dev", "eth0"); // secondary of the one before
        host.ip("addr", "add", "198.51.100.9/24", "dev", "eth0");
        host.ip("addr", "add", "169.254.0.1/16", "dev", "eth0", "scope", "link");
        network.catchUp();

        Interface eth0 = network.find("eth0").orElseThrow();

        assertThat(eth0.mac()).isEqualTo(MacAddress.parse("02:00:00:00:00:07"));
        assertThat(eth0.mtu()).isEqualTo(1400);
        assertThat(eth0.addresses())
                .filteredOn(address -> address.address().getAddress().length == 4)
                .extracting(
                        address -> Addresses.text(address.address()) + "/" + address.prefix() + " " + address.scope())
                .containsExactly("192.0.2.7/24 0", "198.51.100.9/24 0", "169.254.0.1/16 253", "192.0.2.3/24 0");
        assertThat(network.find("lo").orElseThrow().mac()).isNull();
        assertThat(network.find("nosuch")).isEmpty();
    }

    @Test
    void upMeansUpWithACarrierAndElseSaysWhy() throws Exception {
        awaitWhy("eth0", "up");
        assertThat(network.find("eth0").orElseThrow().up()).isTrue();

        host.ip("link", "set", "peer0", "down");
        awaitWhy("eth0", "no carrier");
        assertThat(network.find("eth0").orElseThrow().up()).isFalse();

        host.ip("link", "set", "eth0", "down");
        awaitWhy("eth0", "administratively down");
    }

    @Test
    void interfacesComeGoAndChangeTheirNames() throws Exception {
        host.ip("link", "add", "br7", "type", "bridge");
        network.catchUp();
        int index = network.find("br7").orElseThrow().index();

        host.ip("link", "set", "br7", "name", "br8");
        network.catchUp();
        assertThat(network.find("br7")).isEmpty();
        assertThat(network.find("br8").orElseThrow().index()).isEqualTo(index);

        host.ip("link", "del", "br8");
        network.catchUp();
        assertThat(network.find("br8")).isEmpty();
    }

    @Test
    void anAddressThatIsStillProbedIsNotUsable() throws Exception {
        host.sysctl("ipv6/conf/eth0/dad_transmits", "50");
        host.ip("addr", "add", "2001:db8::1/64", "dev", "eth0");
        host.ip("addr", "add", "2001:db8::2/64", "dev", "eth0", "nodad");
        network.catchUp();

        assertThat(usable("2001:db8::1")).isFalse();
        assertThat(usable("2001:db8::2")).isTrue();
    }

    @Test
    void routesAreFoundByDestinationDeviceAndTable() throws Exception {
        host.ip("addr", "add", "192.0.2.1/24", "dev", "eth0");
        host.ip("route", "add", "default", "via", "192.0.2.254");
        host.ip("route", "add", "198.51.100.0/24", "via", "192.0.2.254", "table", "1000");
        host.ip("route", "add", "203.0.113.0/24", "nexthop", "dev", "eth0", "nexthop", "dev", "eth1");
        host.ip("-6", "route", "add", "2001:db8:5::/48", "dev", "eth1");
        network.catchUp();

        assertThat(network.hasRoute(ip("0.0.0.0"), 0, null, 254)).isTrue();
        assertThat(network.hasRoute(ip("0.0.0.0"), 0, "eth0", 254)).isTrue();
        assertThat(network.hasRoute(ip("0.0.0.0"), 0, "eth1", 254)).isFalse();
        assertThat(network.hasRoute(ip("0.0.0.0"), 0, "nosuch", 254)).isFalse();
        assertThat(network.hasRoute(ip("198.51.100.0"), 24, null, 254)).isFalse();
        assertThat(network.hasRoute(ip("198.51.100.0"), 24, null, 1000)).isTrue();
        assertThat(network.hasRoute(ip("203.0.113.0"), 24, "eth1", 254)).isTrue();
        assertThat(network.hasRoute(ip("2001:db8:5::"), 48, "eth1", 254)).isTrue();
        assertThat(network.hasRoute(ip("::"), 0, null, 254)).isFalse();

        host.ip("route", "replace", "default", "dev", "eth1");
        host.ip("route", "del", "198.51.100.0/24", "table", "1000");
        network.catchUp();
        assertThat(network.hasRoute(ip("0.0.0.0"), 0, "eth0", 254)).isFalse();
        assertThat(network.hasRoute(ip("0.0.0.0"), 0, "eth1", 254)).isTrue();
        assertThat(network.hasRoute(ip("198.51.100.0"), 24, null, 1000)).isFalse();
    }

    @Test
    void routesThatGoWithoutAWordGoFromThePictureToo() throws Exception {
        host.ip("addr", "add", "192.0.2.1/24", "dev", "eth0");
        host.ip("addr", "add", "192.0.2.2/32", "dev", "eth0");
        host.ip("route", "add", "198.51.100.0/24", "via", "192.0.2.254");
        host.ip("route", "add", "203.0.113.0/24", "via", "192.0.2.254", "src", "192.0.2.2");
        network.catchUp();
        assertThat(network.hasRoute(ip("198.51.100.0"), 24, null, 254)).isTrue();
        assertThat(network.hasRoute(ip("203.0.113.0"), 24, null, 254)).isTrue();

        host.ip("addr", "del", "192.0.2.2/32", "dev", "eth0");
        network.catchUp();
        assertThat(network.hasRoute(ip("203.0.113.0"), 24, null, 254)).isFalse();
        assertThat(network.hasRoute(ip("198.51.100.0"), 24, null, 254)).isTrue();

        host.ip("link", "set", "eth0", "down");
        network.catchUp();
        assertThat(network.hasRoute(ip("198.51.100.0"), 24, null, 254)).isFalse();
        assertThat(host.ip("route", "show")).isEmpty();
    }

    @Test
    void watchersHearOfChangesUntilTheyStopAndNotOfRenewedLeases() throws Exception {
        host.ip("addr", "add", "192.0.2.1/32", "dev", "eth0", "valid_lft", "100", "preferred_lft", "100");
        network.catchUp();
        awaitWhy("eth0", "up");
        awaitWhy("eth1", "up");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> usableLinkLocal("eth0")
                        && usableLinkLocal("eth1")
                        && usableLinkLocal("peer0")
                        && usableLinkLocal("peer1"));
        network.catchUp();
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch heard = new CountDownLatch(1);
        AutoCloseable watch = network.watch(() -> {
            calls.incrementAndGet();
            heard.countDown();
        });

        host.ip("addr", "replace", "192.0.2.1/32", "dev", "eth0", "valid_lft", "200", "preferred_lft", "200");
        network.catchUp();
        assertThat(calls).hasValue(0);
        host.ip("addr", "del", "192.0.2.1/32", "dev", "eth0");
        assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
        network.catchUp();

        watch.close();
        int before = calls.get();
        host.ip("addr", "add", "192.0.2.1/32", "dev", "eth0");
        network.catchUp();
        assertThat(calls).hasValue(before);
    }

    @Test
    void aWatcherThatThrowsStopsNobody() throws Exception {
        network.watch(() -> {
            throw new IllegalStateException("a watcher of this test");
        });
        host.ip("addr", "add", "192.0.2.1/32", "dev", "eth0");
        network.catchUp();

        assertThat(network.find("eth0").orElseThrow().addresses())
                .anyMatch(a -> a.address().equals(ip("192.0.2.1")));
    }

    @Test
    void afterAFloodOfEventsThePictureIsTheKernels() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            lines.append("addr add 10.0.0.").append(1 + i).append("/32 dev eth0\n");
        }
        for (int i = 0; i < 6_000; i++) {
            lines.append("addr add 10.0.1.1/32 dev eth0\naddr del 10.0.1.1/32 dev eth0\n");
        }
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        network.watch(() -> {
            stuck.countDown();
            try {
                release.await(40, TimeUnit.SECONDS); // a slow watcher, while the kernel's queue overflows
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        host.ip("addr", "add", "192.0.2.1/32", "dev", "eth0");
        assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();
        host.batch(lines.toString());
        release.countDown();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        network.find("eth0").orElseThrow().addresses())
                .filteredOn(address -> address.address().getAddress().length == 4)
                .hasSize(101));
        host.ip("addr", "del", "192.0.2.1/32", "dev", "eth0");
        assertThat(network.catchUp()).isTrue();
        assertThat(network.find("eth0").orElseThrow().addresses())
                .noneMatch(a -> a.address().equals(ip("192.0.2.1")));
    }

    @Test
    void closingEndsItsThread() throws Exception {
        network.close();
        network.close();

        assertThat(network.catchUp()).isFalse();
        assertThat(network.find("eth0")).isPresent();
    }

    private void awaitWhy(String device, String why) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> network.find(device).orElseThrow().why().equals(why));
    }

    private boolean usableLinkLocal(String device) {
        return network.find(device).orElseThrow().addresses().stream()
                .anyMatch(address -> address.address().isLinkLocalAddress() && address.usable());
    }

    private boolean usable(String address) throws Exception {
        return network.find("eth0").orElseThrow().addresses().stream()
                .filter(found -> found.address().equals(ip(address)))
                .map(HostNetwork.Address::usable)
                .findFirst()
                .orElseThrow();
    }

    private static InetAddress ip(String text) {
        return Addresses.parseIp(text);
    }
}
