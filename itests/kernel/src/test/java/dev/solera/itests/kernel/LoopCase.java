package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Forwarding;
import dev.solera.ipvs.IpvsPlane;
import dev.solera.ipvs.IpvsSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two hosts that are directors and real servers both, with direct routing: {@code rs1} has the virtual address on its link, {@code rs2} on
 * its loopback. What rs1 sends to rs2 must end there.
 */
class LoopCase {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<Process> children = new ArrayList<>();
    private Net net;

    @BeforeEach
    void build() throws IOException {
        net = new Net();
        Sh.run("ip addr del " + Net.VIP + "/32 dev br0");
        Sh.run("ip netns exec rs1 " + Net.launcher() + " realserver down " + Net.VIP);
        Sh.run("ip -n rs1 addr add " + Net.VIP + "/32 dev eth0");
        children.add(director("rs1"));
        children.add(director("rs2"));
    }

    @AfterEach
    void remove() {
        children.forEach(Process::destroyForcibly);
        net.close();
    }

    @Test
    void theBackupServesAndBalancesOnlyWhenTheAddressComes() {
        String services = "ip netns exec %s ipvsadm -Sn | grep -c -- ^-A";
        await().atMost(SOON)
                .until(() -> Sh.attempt(services.formatted("rs1")).text().startsWith("1"));
        assertThat(net.answers(Net.VIP, 40)).isEqualTo(Map.of("rs1", 20, "rs2", 20));
        assertThat(Sh.run("ip netns exec rs2 ipvsadm -Sn")).isEmpty();

        // The other one is gone; its address comes here.
        Sh.run("ip -n rs1 link set eth0 down");
        Sh.run("ip -n rs2 addr add " + Net.VIP + "/32 dev eth0; ip netns exec rs2 python3 " + Net.script("garp.py")
                + " eth0 " + Net.VIP);
        await().atMost(SOON)
                .until(() -> Sh.attempt(services.formatted("rs2")).text().startsWith("1"));
        assertThat(net.answers(Net.VIP, 10)).containsEntry("rs2", 5);

        Sh.run("ip -n rs2 addr del " + Net.VIP + "/32 dev eth0");
        await().atMost(SOON).until(() -> Sh.run("ip netns exec rs2 ipvsadm -Sn").isEmpty());
    }

    private static Process director(String host) throws IOException {
        return new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        host,
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoopCase.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What a director does: both servers, each of equal weight, in turn. */
    public static void main(String[] arguments) throws Exception {
        try (IpvsPlane plane = new IpvsPlane(IpvsSettings.DEFAULT, null)) {
            plane.read();
            System.out.println("director: "
                    + plane.apply(List.of(
                            Site.add(Site.group("web", "rr")),
                            Site.add(Site.real("web", 1, "192.168.20.101:80", 1, Forwarding.DR)),
                            Site.add(Site.real("web", 2, "192.168.20.102:80", 1, Forwarding.DR)),
                            Site.add(Site.service("web", Net.VIP + ":80")))));
            System.in.readAllBytes(); // as long as who started it lives
        }
    }
}
