package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What keepalived itself does in this lab: the fixtures are right when its figures are those that are known. */
@Timeout(60)
class BaselineIT {
    private static final InetAddress FIRST = Host.ip("10.9.0.1");
    private static final InetAddress SECOND = Host.ip("10.9.0.2");

    private Lab lab;

    @BeforeEach
    void open() {
        lab = Lab.open("keepalived");
    }

    @AfterEach
    void close() {
        // There is none where the tests are skipped.
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void ofTwoKeepalivedsTheSecondTakesOverInTheProtocolsTime() {
        Lan lan = lab.lan("lan");
        Host first = lab.host("k1").join(lan, "eth0", "10.9.0.1/24");
        Host second = lab.host("k2").join(lan, "eth0", "10.9.0.2/24");
        Host client = lab.host("client").join(lan, "eth0", "10.9.0.9/24");
        try (Sniffer sniffer = Sniffer.on(lan);
                Web web = Web.on(second, 80);
                Keepalived one = Keepalived.on(first, instances(150));
                Keepalived two = Keepalived.on(second, instances(100))) {
            sniffer.awaitAdvert(51, FIRST, 0, Duration.ofSeconds(10));
            sniffer.awaitAdvert(52, FIRST, 0, Duration.ofSeconds(10));
            first.awaitHas("10.9.0.100", true, Duration.ofSeconds(5));
            try (Prober pings = Prober.pinging(client, "10.9.0.101", Duration.ofMillis(10), Duration.ofMillis(20))) {
                pings.awaitSuccess(0, Duration.ofSeconds(5));
                long killed = Sniffer.now();
                one.kill();
                Sniffer.Takeover slow = sniffer.awaitTakeover(51, FIRST, SECOND, killed, Duration.ofSeconds(10));
                Sniffer.Takeover fast = sniffer.awaitTakeover(52, FIRST, SECOND, killed, Duration.ofSeconds(10));
                Bar.holds("keepalived to keepalived, kill -9, 1 s", slow.gap(), Duration.ofMillis(3_620));
                Bar.holds("keepalived to keepalived, kill -9, 100 ms", fast.gap(), Duration.ofMillis(370));
                assertThat(slow.gap()).isGreaterThan(Duration.ofMillis(3_500));

                second.awaitHas("10.9.0.100", true, Duration.ofSeconds(5));
                Seen claim = sniffer.awaitFrame(
                        "claim of the VIP",
                        slow.first().atNanos(),
                        Duration.ofSeconds(5),
                        f -> f.claims(Host.ip("10.9.0.100")));
                assertThat(claim.from()).isEqualTo(second.mac("eth0"));
                assertThat(pings.awaitSuccess(fast.first().atNanos(), Duration.ofSeconds(5))
                                .ok())
                        .isTrue();
                // The crashed one has not taken its addresses off, so this client is asked to believe the claim.
                assertThat(client.neighbour("10.9.0.101")).isEqualTo(second.mac("eth0"));
            }
            assertThat(Web.page(client, "10.9.0.100")).isEqualTo("k2");

            long stopped = Sniffer.now();
            one.start();
            sniffer.awaitTakeover(51, SECOND, FIRST, stopped, Duration.ofSeconds(10));
            sniffer.awaitOnlyMaster(51, FIRST, Duration.ofMillis(1_500), Duration.ofSeconds(5));
            stopped = Sniffer.now();
            one.stop();
            Sniffer.Takeover clean = sniffer.awaitTakeover(51, FIRST, SECOND, stopped, Duration.ofSeconds(5));
            assertThat(clean.last().priority()).isZero();
            Bar.holds("keepalived to keepalived, clean stop, 1 s", clean.gap(), Duration.ofMillis(620));
        }
    }

    @Test
    void aForgedAdvertIsBelievedAndAPulledTrunkMakesTwoMasters() {
        Lan lan = lab.lan("lan");
        Host first = lab.host("k1").join(lan, "eth0", "10.9.0.1/24");
        Host second = lab.host("k2").join(lan, Lan.Side.RIGHT, "eth0", "10.9.0.2/24");
        Host attacker = lab.host("attacker").join(lan, "eth0", "10.9.0.66/24");
        Duration soon = Duration.ofSeconds(10);
        try (Sniffer sniffer = Sniffer.on(lan);
                Sniffer right = Sniffer.on(lan, Lan.Side.RIGHT);
                Injector injector = Injector.on(attacker, "eth0");
                Keepalived one = Keepalived.on(first, instances(150));
                Keepalived two = Keepalived.on(second, instances(100))) {
            sniffer.awaitAdvert(52, FIRST, 0, soon);
            right.awaitOnlyMaster(52, FIRST, Duration.ofMillis(500), soon);

            long cut = Sniffer.now();
            lan.cutTrunk();
            right.awaitAdvert(52, SECOND, cut, soon);
            sniffer.awaitOnlyMaster(52, FIRST, Duration.ofMillis(500), soon);
            lan.healTrunk();
            right.awaitOnlyMaster(52, FIRST, Duration.ofMillis(500), soon);

            first.awaitHas("10.9.0.101", true, soon);
            injector.send(new Forged(
                            attacker.mac("eth0"),
                            Host.ip("10.9.0.66"),
                            52,
                            255,
                            10,
                            List.of(Host.ip("10.9.0.101")),
                            255)
                    .frame());
            first.awaitHas("10.9.0.101", false, soon);
            assertThat(one.log()).contains("(FAST)").contains("higher priority 255");
            assertThat(two.log()).doesNotContain("invalid");
        }
    }

    private static String instances(int priority) {
        return """
                vrrp_instance SLOW {
                  interface eth0
                  version 2
                  virtual_router_id 51
                  priority %1$d
                  advert_int 1
                  virtual_ipaddress {
                    10.9.0.100/24
                  }
                }
                vrrp_instance FAST {
                  interface eth0
                  version 3
                  virtual_router_id 52
                  priority %1$d
                  advert_int 0.1
                  virtual_ipaddress {
                    10.9.0.101/24
                  }
                }
                """
                .formatted(priority);
    }
}
