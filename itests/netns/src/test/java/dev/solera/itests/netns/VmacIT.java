package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Addresses with a MAC address of their own, and addresses that take nothing in. */
@Timeout(120)
@ExtendWith(SharedDuo.class)
class VmacIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String VIP = "10.9.4.61";
    private static final String VIP6 = "fd00:9::4:61";

    private Duo duo;

    @BeforeEach
    void begin(Duo shared) {
        duo = shared.reset();
    }

    @Test
    void aVirtualMacAddressIsTheSameBeforeAndAfterAFailoverAndAnswersAlone() {
        String text = FailoverIT.instance(61, 3, 100) + "vmac = true\n";
        String text6 = FailoverIT.instance(62, 3, 100) + "vmac = true\n";
        duo.both("virtual", text + "vip.virtual = " + VIP + "/16\n", 150, 100);
        duo.both("virtual6", text6 + "vip.ll = fe80::61/64\nvip.virtual6 = " + VIP6 + "/64\n", 150, 100);
        String mac = "00:00:5e:00:01:3d";
        String mac6 = "00:00:5e:00:02:3e";
        duo.awaitFirst(61, VIP);
        duo.first.host().awaitHas(VIP6, true, SOON);
        long began = Sniffer.now();
        try (Prober pings = Prober.pinging(duo.client, VIP, Duration.ofMillis(10), Duration.ofMillis(20));
                Prober pings6 = Prober.pinging(duo.client, VIP6, Duration.ofMillis(10), Duration.ofMillis(20))) {
            pings.awaitSuccess(0, SOON);
            pings6.awaitSuccess(0, SOON);
            assertThat(duo.client.neighbour(VIP)).isEqualTo(mac);
            assertThat(duo.client.neighbour(VIP6)).isEqualTo(mac6);

            long killed = Sniffer.now();
            duo.first.kill();
            Sniffer.Takeover takeover = duo.sniffer.awaitTakeover(61, Duo.FIRST, Duo.SECOND, killed, SOON);
            Bar.holds("kill -9, 100 ms, virtual MAC", takeover.gap(), Duration.ofMillis(370));
            pings.awaitSuccess(takeover.first().atNanos(), SOON);
            pings6.awaitSuccess(takeover.first().atNanos(), SOON);
            // Whoever asks anew hears the one answer.
            duo.client.run("ip", "neigh", "flush", "dev", "eth0");
            pings.awaitSuccess(Sniffer.now(), SOON);
            pings6.awaitSuccess(Sniffer.now(), SOON);
            assertThat(duo.client.neighbour(VIP)).isEqualTo(mac);
            assertThat(duo.client.neighbour(VIP6)).isEqualTo(mac6);
        }
        List<Seen> seen = duo.sniffer.since(began);
        assertThat(seen.stream().filter(f -> f.isAdvert(61)).map(Seen::from)).containsOnly(mac);
        assertThat(seen.stream().filter(f -> f.isAdvert(62)).map(Seen::from)).containsOnly(mac6);
        assertThat(answers(seen, Host.ip(VIP))).containsOnly(mac);
    }

    @Test
    void anAddressThatAcceptsNothingIsFoundByArpAndNeighbourDiscoveryAndTakesNoConnection() {
        Web web = Web.on(duo.web, 80);
        try (web) {
            duo.first.write("solera.pool-web.cfg", "real.web = 10.9.0.11:80\n");
            duo.first.write("solera.virtualserver-web.cfg", "mode = http\nlisten = " + VIP + ":80\npool = web\n");
            String text = "vip.closed = " + VIP + "/16\nvip.extra.closed6 = " + VIP6 + "/64\n";
            String instance = FailoverIT.instance(63, 3, 100).formatted(150) + text;
            duo.first.vrrp("closed", instance + "accept = false\n");
            duo.sniffer.awaitAdvert(63, Duo.FIRST, Sniffer.now(), SOON);
            duo.first.host().awaitHas(VIP6, true, SOON);
            duo.client.run("ip", "neigh", "flush", "dev", "eth0");
            try (Prober tries = Prober.connecting(duo.client, VIP, 80, Duration.ofMillis(50), Duration.ofMillis(50));
                    Prober pings6 = Prober.pinging(duo.client, VIP6, Duration.ofMillis(50), Duration.ofMillis(50))) {
                org.awaitility.Awaitility.await("twenty tries")
                        .atMost(SOON)
                        .until(() ->
                                tries.tries().size() >= 20 && pings6.tries().size() >= 20);
                assertThat(tries.tries()).noneMatch(Prober.Try::ok);
                assertThat(pings6.tries()).noneMatch(Prober.Try::ok);
                String mac = duo.first.host().mac("eth0");
                assertThat(duo.client.neighbour(VIP)).isEqualTo(mac);
                assertThat(duo.client.neighbour(VIP6)).isEqualTo(mac);

                duo.first.vrrp("closed", instance);
                tries.awaitSuccess(Sniffer.now(), SOON);
                pings6.awaitSuccess(Sniffer.now(), SOON);
            }
        }
    }

    /** Returns the MAC addresses that ARP has answered with for an address. */
    private static List<String> answers(List<Seen> seen, InetAddress address) {
        return seen.stream()
                .filter(f -> f.bytes().length >= 42 && f.bytes()[12] == 8 && f.bytes()[13] == 6 && f.bytes()[21] == 2)
                .filter(f -> Arrays.equals(f.bytes(), 28, 32, address.getAddress(), 0, 4))
                .map(Seen::from)
                .toList();
    }
}
