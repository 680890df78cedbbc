package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Forwarding;
import dev.solera.api.RealServerRef;
import dev.solera.ipvs.IpvsPlane;
import dev.solera.ipvs.IpvsSettings;
import dev.solera.spi.Ref;
import dev.solera.spi.Spec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Packets go where the scheduler says, to the last one. */
class BalanceCase {
    private static Net net;

    private final IpvsPlane plane = new IpvsPlane(IpvsSettings.DEFAULT, null);

    @BeforeAll
    static void build() {
        net = new Net();
    }

    @AfterAll
    static void remove() {
        net.close();
    }

    @AfterEach
    void clear() {
        plane.release();
        plane.close();
    }

    @Test
    void directRoutingGivesEachItsTurn() {
        balance("rr", Net.VIP, Forwarding.DR);

        assertThat(net.answers(Net.VIP, 400)).isEqualTo(Map.of("rs1", 200, "rs2", 200));
    }

    @Test
    void directRoutingByWeightGivesThreeToOne() {
        balance("wrr", Net.VIP, Forwarding.DR);

        assertThat(net.answers(Net.VIP, 400)).isEqualTo(Map.of("rs1", 300, "rs2", 100));
    }

    @Test
    void addressTranslationGivesEachItsTurn() {
        balance("rr", Net.NAT_VIP, Forwarding.NAT);

        assertThat(net.answers(Net.NAT_VIP, 400)).isEqualTo(Map.of("rs1", 200, "rs2", 200));
    }

    @Test
    void addressTranslationByWeightGivesThreeToOne() {
        balance("wrr", Net.NAT_VIP, Forwarding.NAT);

        assertThat(net.answers(Net.NAT_VIP, 400)).isEqualTo(Map.of("rs1", 300, "rs2", 100));
        // The kernel adds its counters up every two seconds.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(plane.table().services())
                        .singleElement()
                        .satisfies(service -> {
                            assertThat(service.virtualServer()).isEqualTo("web");
                            assertThat(service.counters().totalConnections()).isEqualTo(400);
                            assertThat(service.counters().bytesOut()).isPositive();
                        }));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(plane.counters(new Ref.Real(new RealServerRef("web", "web1")))
                                .totalConnections())
                        .isEqualTo(300));
        assertThat(plane.connections(1000)).isNotEmpty().allSatisfy(one -> assertThat(one.protocol())
                .isEqualTo("TCP"));
    }

    private void balance(String scheduler, String vip, Forwarding forwarding) {
        Spec.Service service = Site.service("web", vip + ":80");
        plane.read();
        assertThat(plane.apply(List.of(
                        Site.add(Site.group("web", scheduler)),
                        Site.add(Site.real("web", 1, "192.168.20.101:80", 3, forwarding)),
                        Site.add(Site.real("web", 2, "192.168.20.102:80", 1, forwarding)),
                        Site.add(service))))
                .isEmpty();
        assertThat(plane.differences()).isEmpty();
    }
}
