package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** One of two appliances dies or stops: how soon the other one is MASTER, and how soon clients have the service again. */
@Timeout(900)
@ExtendWith(SharedDuo.class)
class FailoverIT {
    private static final Duration SECOND = Duration.ofMillis(3_620);
    private static final Duration TENTH = Duration.ofMillis(370);
    private static final Duration HUNDREDTH = Duration.ofMillis(45);
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int MANY = 200;
    /** With the three that are there beside them a thousand: with more of them on one interface, leases are longer. */
    private static final int CROWD = 997;

    private Duo duo;
    private Sniffer sniffer;
    private Web web;

    @BeforeEach
    void begin(Duo shared) {
        duo = shared.reset();
        sniffer = duo.sniffer;
        web = Web.on(duo.web, 80);
        duo.both("slow", instance(11, 2, 1000) + "vip.slow = 10.9.1.11/32\n", 150, 100);
        duo.both("fast", instance(12, 3, 100) + "vip.fast = 10.9.1.12/32\n", 150, 100);
        duo.both("quick", instance(13, 3, 10) + "vip.quick = 10.9.1.13/32\n", 150, 100);
        StringBuilder many = new StringBuilder(instance(14, 3, 100));
        for (int i = 1; i <= MANY; i++) {
            many.append("vip.many").append(i).append(" = 10.9.2.").append(i).append("/32\n");
        }
        duo.both("many", many.toString(), 150, 100);
        for (Node node : new Node[] {duo.first, duo.second}) {
            node.write("solera.pool-web.cfg", "real.web = 10.9.0.11:80\n");
            node.write(
                    "solera.virtualserver-web.cfg",
                    "mode = http\nlisten.fast = fast:80\nlisten.slow = slow:80\npool = web\n");
        }
        awaitFirst();
    }

    @AfterEach
    void end() {
        web.close();
    }

    @Test
    void whenTheMasterIsKilledTheOtherTakesOverInTheProtocolsTime() {
        for (int round = 0; round < Bar.rounds(2, 20); round++) {
            try (Prober pings = Prober.pinging(duo.client, "10.9.1.12", Duration.ofMillis(10), Duration.ofMillis(20));
                    Prober pages = Prober.browsing(
                            duo.farClient, "10.9.1.12", 80, Duration.ofMillis(10), Duration.ofMillis(20));
                    Prober connections = Prober.connecting(
                            duo.client, "10.9.1.12", 80, Duration.ofMillis(2), Duration.ofMillis(4))) {
                for (Prober prober : new Prober[] {pings, pages, connections}) {
                    prober.awaitSuccess(0, SOON);
                }
                long killed = Sniffer.now();
                duo.first.kill();
                Sniffer.Takeover fast = takeover(12, killed);
                Sniffer.Takeover many = takeover(14, killed);
                takeoverHolds("kill -9, 10 ms", 13, killed, HUNDREDTH);
                Bar.holds("kill -9, 100 ms", fast.gap(), TENTH);
                Bar.holds("kill -9, 100 ms, " + MANY + " VIPs", many.gap(), TENTH);
                Bar.holds(
                        "claim of the last of " + MANY + " VIPs", claim("10.9.2." + MANY, many), Duration.ofMillis(50));

                Seen claim = firstClaim("10.9.1.12", fast);
                Prober.Try accepted = connections.awaitSuccess(claim.atNanos(), SOON);
                Bar.holds(
                        "first connection after the first claim",
                        Duration.ofNanos(accepted.endedNanos() - claim.atNanos()),
                        Duration.ofMillis(10));
                long end = Math.max(accepted.endedNanos(), fast.first().atNanos()) + 500_000_000L;
                Duration clients = TENTH.plusMillis(50);
                pings.awaitSuccess(end, SOON);
                pages.awaitSuccess(end, SOON);
                Bar.holds("silence for pings, kill -9, 100 ms", pings.longestGap(killed, end), clients);
                Bar.holds("silence for pages, kill -9, 100 ms", pages.longestGap(killed, end), clients);

                takeoverHolds("kill -9, 1 s", 11, killed, SECOND);
                for (String vip : new String[] {"10.9.1.11", "10.9.1.12", "10.9.2." + MANY}) {
                    duo.first.host().awaitHas(vip, false, Duration.ofSeconds(10));
                }
                Bar.holds("VIPs gone after kill -9", Duration.ofNanos(Sniffer.now() - killed), LEASE);
            }
            assertThat(Web.page(duo.client, "10.9.1.11")).isEqualTo("web");
            duo.first.start();
            awaitFirst();
        }
    }

    @Test
    void whenTheMasterStopsTheOtherTakesOverAfterItsSkewTime() {
        for (int round = 0; round < Bar.rounds(1, 10); round++) {
            long stopped = Sniffer.now();
            duo.first.stop();
            Sniffer.Takeover fast = takeover(12, stopped);
            Sniffer.Takeover slow = takeover(11, stopped);
            assertThat(fast.last().priority()).isZero();
            assertThat(slow.last().priority()).isZero();
            Bar.holds("clean stop, 100 ms", fast.gap(), Duration.ofMillis(70));
            Bar.holds("clean stop, 1 s", slow.gap(), Duration.ofMillis(620));
            assertThat(duo.first.host().has("10.9.1.11")).isFalse();
            assertThat(duo.first.host().has("10.9.1.12")).isFalse();
            duo.first.start();
            awaitFirst();
        }
    }

    @Test
    void aThousandAddressesOfAKilledNodeAreGoneWithTheirLease() {
        StringBuilder crowd = new StringBuilder(instance(15, 3, 1000)).append("vip.crowd = 10.9.3.1/32\n");
        for (int i = 2; i <= CROWD; i++) {
            crowd.append("vip.extra.crowd")
                    .append(i)
                    .append(" = 10.9.")
                    .append(3 + i / 250)
                    .append('.')
                    .append(i % 250)
                    .append("/32\n");
        }
        for (Node node : new Node[] {duo.first, duo.second}) {
            node.delete("solera.vrrp-many.cfg");
            node.host().awaitHas("10.9.2." + MANY, false, SOON);
        }
        duo.first.vrrp("crowd", crowd.toString().formatted(150));
        await("all of them").atMost(SOON).until(() -> crowd(duo.first.host()) == CROWD);
        long killed = Sniffer.now();
        duo.first.kill();
        await("none of them")
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(10))
                .until(() -> crowd(duo.first.host()) == 0);
        Bar.holds("1,000 VIPs gone after kill -9", Duration.ofNanos(Sniffer.now() - killed), LEASE);
        duo.first.delete("solera.vrrp-crowd.cfg");
        duo.first.start();
    }

    private static long crowd(Host host) {
        return host.addresses().stream()
                .filter(address -> address.getHostAddress().matches("10\\.9\\.[3-7]\\..*"))
                .count();
    }

    private void awaitFirst() {
        duo.awaitFirst(11, "10.9.1.11");
        duo.awaitFirst(12, "10.9.1.12");
        duo.awaitFirst(14, "10.9.2." + MANY);
    }

    private Sniffer.Takeover takeover(int vrid, long since) {
        return sniffer.awaitTakeover(vrid, Duo.FIRST, Duo.SECOND, since, SOON);
    }

    private void takeoverHolds(String what, int vrid, long since, Duration bar) {
        Bar.holds(what, takeover(vrid, since).gap(), bar);
    }

    private Seen firstClaim(String vip, Sniffer.Takeover takeover) {
        InetAddress address = Host.ip(vip);
        return sniffer.awaitFrame("claim of " + vip, takeover.first().atNanos(), SOON, frame -> frame.claims(address));
    }

    private Duration claim(String vip, Sniffer.Takeover takeover) {
        return Duration.ofNanos(
                firstClaim(vip, takeover).atNanos() - takeover.first().atNanos());
    }

    static String instance(int vrid, int version, int intervalMs) {
        return "interface = eth0\nvrid = " + vrid + "\nversion = " + version + "\nadvert.interval.ms = " + intervalMs
                + "\npriority = %d\n";
    }
}
