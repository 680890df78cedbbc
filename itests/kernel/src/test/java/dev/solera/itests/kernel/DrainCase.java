package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Forwarding;
import dev.solera.api.Presence;
import dev.solera.ipvs.IpvsPlane;
import dev.solera.ipvs.IpvsSettings;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Connections that are there stay there: while a server drains, after a crash, over a restart. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DrainCase {
    private static final Spec.Group GROUP = Site.group("web", "rr");
    private static final Spec.Real ONE = Site.real("web", 1, "192.168.20.101:80", 1, Forwarding.NAT);
    private static final Spec.Real TWO = Site.real("web", 2, "192.168.20.102:80", 1, Forwarding.NAT);
    /** An address that no other case has: the kernel remembers connections of addresses for minutes. */
    private static final String VIP = "10.0.0.101";

    private static final Spec.Service WEB = Site.service("web", VIP + ":80");
    private static final List<Edit> ALL = List.of(Site.add(GROUP), Site.add(ONE), Site.add(TWO), Site.add(WEB));

    private static Net net;

    private IpvsPlane plane = new IpvsPlane(IpvsSettings.DEFAULT, null);

    @BeforeAll
    static void build() {
        net = new Net();
        Sh.run("ip addr add " + VIP + "/32 dev nat0");
    }

    @AfterAll
    static void remove() {
        net.close();
    }

    @AfterEach
    void clear() {
        plane.release();
        plane.close();
        Sh.run("ipvsadm -C");
    }

    @Test
    @Order(1)
    void whoDrainsKeepsItsConnectionsToTheEndAndGetsNoNewOnes() throws Exception {
        plane.read();
        plane.apply(ALL);
        try (Held held = hold(8)) {
            assertThat(held.first()).isEqualTo("8 rs1=4 rs2=4");
            plane.apply(List.of(Site.remove(TWO)));

            assertThat(net.answers(VIP, 20)).isEqualTo(Map.of("rs1", 20));
            assertThat(held.alive()).isEqualTo("8");
            await().atMost(Duration.ofSeconds(10)).until(() -> !plane.draining().isEmpty());
            assertThat(plane.draining())
                    .containsExactly(new DataPlane.Draining(TWO.server(), 4, Edit.Remove.NO_DEADLINE));
            assertThat(Sh.run("ipvsadm -Sn")).contains("192.168.20.102:80 -m -w 0");
        }
        // The end: connections are reset, and the kernel remembers that for ten seconds.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !Sh.run("ipvsadm -Sn").contains("192.168.20.102"));
        assertThat(plane.draining()).isEmpty();
    }

    @Test
    @Order(2)
    void whoseTimeIsOverIsRemovedWithWhatItHas() throws Exception {
        plane.read();
        plane.apply(ALL);
        try (Held held = hold(4)) {
            assertThat(held.first()).isEqualTo("4 rs1=2 rs2=2");
            plane.apply(List.of(Site.removeIn(TWO, Duration.ofSeconds(3))));
            assertThat(held.alive()).isEqualTo("4");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !Sh.run("ipvsadm -Sn").contains("192.168.20.102"));
            assertThat(held.alive()).isEqualTo("2");
        }
    }

    @Test
    @Order(3)
    void aThousandConnectionsOutliveTheProcessAndTheNextOneChangesNothing() throws Exception {
        Path owned = Files.createTempDirectory("owned").resolve("ipvs.owned");
        Process first = child(owned);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Sh.run("ipvsadm -Sn").lines().count() == 3);
        try (Held held = hold(1000)) {
            assertThat(held.first()).isEqualTo("1000 rs1=500 rs2=500");
            String before = Sh.run("ipvsadm -Sn");
            Sh.run("kill -9 " + first.pid());
            assertThat(first.waitFor()).isEqualTo(137);
            assertThat(held.alive()).isEqualTo("1000");

            plane.close();
            plane = new IpvsPlane(IpvsSettings.DEFAULT, owned);
            plane.read();
            assertThat(plane.apply(List.of(
                            Site.add(GROUP),
                            Site.add(Site.with(ONE, Presence.LEAVING)),
                            Site.add(Site.with(TWO, Presence.LEAVING)),
                            Site.change(Site.service("web"), WEB))))
                    .isEmpty();
            assertThat(Sh.run("ipvsadm -Sn")).isEqualTo(before);
            assertThat(plane.apply(List.of(Site.add(ONE), Site.add(TWO)))).isEmpty();
            assertThat(plane.differences()).isEmpty();
            assertThat(Sh.run("ipvsadm -Sn")).isEqualTo(before);
            assertThat(held.alive()).isEqualTo("1000");
        }
    }

    private static Held hold(int connections) {
        return new Held(List.of("ip", "netns", "exec", "client"), VIP, 80, connections);
    }

    /** A process of its own with the table in its care. */
    private static Process child(Path owned) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DrainCase.class.getName(),
                        owned.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What the child does: it makes the table and waits for its end. */
    public static void main(String[] arguments) throws Exception {
        try (IpvsPlane plane = new IpvsPlane(IpvsSettings.DEFAULT, Path.of(arguments[0]))) {
            plane.read();
            System.out.println("child: " + plane.apply(ALL));
            System.in.readAllBytes(); // as long as who started it lives
        }
    }
}
