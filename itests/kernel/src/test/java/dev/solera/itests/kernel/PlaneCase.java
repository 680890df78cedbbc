package dev.solera.itests.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.api.Family;
import dev.solera.api.FirewallMark;
import dev.solera.api.Forwarding;
import dev.solera.api.IpvsDifference;
import dev.solera.api.Persistence;
import dev.solera.api.Presence;
import dev.solera.api.VirtualServer;
import dev.solera.ipvs.IpvsPlane;
import dev.solera.ipvs.IpvsSettings;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Spec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Edits become the kernel's table, and what is wrong is named. */
class PlaneCase {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Spec.Real ONE = Site.real("shop", 1, "10.9.0.1:80", 3, Forwarding.DR);
    private static final Spec.Real TWO = Site.real("shop", 2, "10.9.0.2:80", 1, Forwarding.DR);
    private static final Spec.Service SHOP = Site.service("shop", "10.1.0.1:80", "10.1.0.1:443");
    private static final List<Edit> ALL =
            List.of(Site.add(Site.group("shop", "wrr")), Site.add(ONE), Site.add(TWO), Site.add(SHOP));

    private IpvsPlane plane = new IpvsPlane(IpvsSettings.DEFAULT, null);

    @BeforeEach
    void start() {
        Sh.run("ipvsadm -C");
        plane.read();
    }

    @AfterEach
    void clear() {
        plane.release();
        plane.close();
        Sh.run("ipvsadm -C");
    }

    @Test
    void aVirtualServerIsAServiceForEachOfItsListeners() {
        assertThat(plane.apply(ALL)).isEmpty();

        assertThat(Sh.run("ipvsadm -Sn"))
                .isEqualTo(
                        """
                        -A -t 10.1.0.1:80 -s wrr
                        -a -t 10.1.0.1:80 -r 10.9.0.1:80 -g -w 3
                        -a -t 10.1.0.1:80 -r 10.9.0.2:80 -g -w 1
                        -A -t 10.1.0.1:443 -s wrr
                        -a -t 10.1.0.1:443 -r 10.9.0.1:443 -g -w 3
                        -a -t 10.1.0.1:443 -r 10.9.0.2:443 -g -w 1
                        """);
        assertThat(plane.read().values()).containsExactlyInAnyOrder(SHOP, ONE, TWO, Site.group("shop", "wrr"));
    }

    @Test
    void marksPersistenceAndFlagsAreThere() {
        VirtualServer.Balancing marks = new VirtualServer.Balancing(
                List.of(new FirewallMark(7, Family.INET), new FirewallMark(8, Family.INET6)),
                new Persistence(Duration.ofSeconds(360), 24, 64, null),
                false);
        assertThat(plane.apply(List.of(
                        Site.add(Site.group("shop", "mh", "fallback,port", Duration.ZERO)),
                        Site.add(Site.real("shop", 1, "10.9.0.1:80", 65535, Forwarding.NAT)),
                        Site.add(Site.service("shop", marks, "10.1.0.1:0")))))
                .extracting(Failure::reason)
                .containsExactly("address: 10.9.0.1:80 (expected: IPv6 as FWM 8 IPv6, or forwarding = tun)");
        assertThat(plane.apply(List.of(Site.add(Site.real("shop", 1, "10.9.0.1:80", 65535, Forwarding.IPIP)))))
                .isEmpty();

        assertThat(Sh.run("ipvsadm -Sn"))
                .isEqualTo(
                        """
                        -A -t 10.1.0.1:0 -s mh -p 360 -M 255.255.255.0 -b mh-fallback,mh-port
                        -a -t 10.1.0.1:0 -r 10.9.0.1:0 -i -w 65535 --tun-type ipip
                        -A -f 7 -s mh -p 360 -M 255.255.255.0 -b mh-fallback,mh-port
                        -a -f 7 -r 10.9.0.1:0 -i -w 65535 --tun-type ipip
                        -A -f 8 -6 -s mh -p 360 -M 64 -b mh-fallback,mh-port
                        -a -f 8 -6 -r 10.9.0.1:0 -i -w 65535 --tun-type ipip
                        """);
    }

    @Test
    void whatIsWrongIsNamedAndOthersAreApplied() {
        List<Edit> edits = new ArrayList<>(ALL);
        edits.add(Site.add(Site.group("again", "rr")));
        edits.add(Site.add(Site.service("again", "10.1.0.1:443")));
        edits.add(Site.add(Site.group("odd", "first")));
        edits.add(Site.add(Site.service("odd", "10.1.0.2:80")));
        edits.add(Site.add(Site.group("late", "twos")));
        edits.add(Site.add(Site.service("late", "10.1.0.3:80")));
        edits.add(Site.add(Site.real("shop", 3, "[2001:db8::3]:80", 1, Forwarding.NAT)));
        edits.add(Site.add(Site.group("any", "rr")));
        edits.add(Site.add(Site.service("any", "10.1.0.4:0")));
        VirtualServer.Balancing long16 = new VirtualServer.Balancing(
                List.of(), new Persistence(Duration.ofSeconds(1), 32, 128, "sixteen-letters!"), false);
        edits.add(Site.add(Site.group("long", "rr")));
        edits.add(Site.add(Site.service("long", long16, "10.1.0.5:80")));

        assertThat(plane.apply(edits).stream().map(failure -> failure.reason()))
                .containsExactlyInAnyOrder(
                        "listen: TCP 10.1.0.1:443 (expected: another than virtual server shop has)",
                        "scheduler: first (expected: one of the kernel's, rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh twos)",
                        "pool: odd (expected: one that ipvs can serve)",
                        "add service TCP 10.1.0.3:80: ENOENT, the kernel has no scheduler twos (expected: module ip_vs_twos)",
                        "address: [2001:db8::3]:80 (expected: IPv4 as TCP 10.1.0.1:80, or forwarding = tun)",
                        "listen: 10.1.0.4:0 (expected: a port, or persistence)",
                        "persistence engine: sixteen-letters! (expected: at most 15 characters)");
        assertThat(Sh.run("ipvsadm -Sn").lines()).hasSize(6);
    }

    @Test
    void withoutPermissionTheReasonIsSaid() {
        String java = System.getProperty("java.home") + "/bin/java -XX:+UseSerialGC -cp "
                + System.getProperty("java.class.path") + " " + PlaneCase.class.getName();
        assertThat(Sh.run("setpriv --bounding-set=-net_admin " + java))
                .endsWith(
                        "read IPVS: EPERM, Operation not permitted (expected: CAP_NET_ADMIN in this network namespace)\n"
                                + "read IPVS: EPERM, Operation not permitted (expected: CAP_NET_ADMIN in this network namespace);"
                                + " the choice is dataplane = proxy\n");
    }

    /** What runs without the privilege. */
    public static void main(String[] arguments) {
        try (IpvsPlane plane = new IpvsPlane(IpvsSettings.DEFAULT, null)) {
            plane.read();
            System.out.println(plane.capabilities().unable());
            plane.apply(List.of(Site.add(SHOP))).forEach(failure -> System.out.println(failure.reason()));
        }
    }

    @Test
    void servicesOfOthersAreNeverTouched() {
        Sh.run("ipvsadm -A -t 10.1.0.9:80 -s rr && ipvsadm -a -t 10.1.0.9:80 -r 10.9.0.9:80 -g");
        Sh.run("ipvsadm -A -t 10.1.0.1:443 -s lc");
        plane.read();

        assertThat(plane.apply(ALL))
                .extracting(Failure::reason)
                .containsExactly(
                        "listen: TCP 10.1.0.1:443 is in the kernel already and not Solera's (expected: adopt = true in"
                                + " solera.ipvs.cfg, or ipvsadm -D)");
        plane.release();
        assertThat(Sh.run("ipvsadm -Sn").lines()).hasSize(3);

        plane.update(new IpvsSettings(true, IpvsSettings.Repair.AUTO, true, 0, 0, 0, null));
        plane.read();
        assertThat(plane.apply(ALL)).isEmpty();
        assertThat(Sh.run("ipvsadm -Sn")).contains("-A -t 10.1.0.1:443 -s wrr").contains("10.1.0.9:80");
    }

    @Test
    void aChangeByHandIsSeenAndRepaired() {
        plane.apply(ALL);
        Map<?, ?> whole = plane.read();
        Sh.run("ipvsadm -e -t 10.1.0.1:80 -r 10.9.0.1:80 -g -w 9");
        Sh.run("ipvsadm -d -t 10.1.0.1:80 -r 10.9.0.2:80");
        Sh.run("ipvsadm -a -t 10.1.0.1:443 -r 10.9.0.7:443 -g -w 1");
        Sh.run("ipvsadm -E -t 10.1.0.1:443 -s rr");

        assertThat(plane.differences())
                .containsExactlyInAnyOrder(
                        new IpvsDifference("TCP 10.1.0.1:80", "10.9.0.1:80", "Route weight 3", "Route weight 9"),
                        new IpvsDifference("TCP 10.1.0.1:80", "10.9.0.2:80", "Route weight 1", null),
                        new IpvsDifference("TCP 10.1.0.1:443", "10.9.0.7:443", null, "Route weight 1"),
                        new IpvsDifference("TCP 10.1.0.1:443", null, "wrr", "rr"));
        assertThat(plane.read().values()).containsExactly(Site.group("shop", "wrr"));
        assertThat(plane.apply(List.of(Site.add(ONE), Site.add(TWO), Site.add(SHOP))))
                .isEmpty();
        assertThat(plane.differences()).isEmpty();
        assertThat(plane.read()).isEqualTo(whole);
        await().atMost(SOON).until(() -> !Sh.run("ipvsadm -Sn").contains("10.9.0.7"));
    }

    @Test
    void aChangeByHandIsReportedAndLeftWhereThatIsAsked() {
        plane.update(new IpvsSettings(false, IpvsSettings.Repair.REPORT, true, 0, 0, 0, null));
        plane.apply(ALL);
        Sh.run("ipvsadm -e -t 10.1.0.1:80 -r 10.9.0.1:80 -g -w 9");

        assertThat(plane.read()).hasSize(4);
        assertThat(plane.differences()).hasSize(1);
        assertThat(Sh.run("ipvsadm -Sn")).contains("-w 9");
    }

    @Test
    void whatIsServedIsDecidedByPresence() {
        plane.apply(ALL);
        plane.apply(List.of(
                Site.change(ONE, Site.with(ONE, Presence.OUT)), Site.change(TWO, Site.with(TWO, Presence.KEPT))));
        assertThat(Sh.run("ipvsadm -Sn").lines().filter(line -> line.startsWith("-a")))
                .containsExactly(
                        "-a -t 10.1.0.1:80 -r 10.9.0.2:80 -g -w 0", "-a -t 10.1.0.1:443 -r 10.9.0.2:443 -g -w 0");
        plane.apply(List.of(Site.change(Site.with(ONE, Presence.OUT), ONE)));
        assertThat(Sh.run("ipvsadm -Sn")).contains("-r 10.9.0.1:80 -g -w 3");
    }

    @Test
    void whatIsRemovedGoesWhenNobodyUsesIt() {
        plane.apply(ALL);
        plane.apply(List.of(Site.remove(TWO)));
        await().atMost(SOON).until(() -> !Sh.run("ipvsadm -Sn").contains("10.9.0.2"));
        plane.apply(List.of(Site.remove(SHOP)));
        await().atMost(SOON).until(() -> Sh.run("ipvsadm -Sn").isEmpty());
        assertThat(plane.differences()).isEmpty();
    }

    @Test
    void theNextRunTakesUpWhatThisOneLeft() throws Exception {
        Path owned = Files.createTempDirectory("owned").resolve("ipvs.owned");
        plane.close();
        plane = new IpvsPlane(IpvsSettings.DEFAULT, owned);
        plane.apply(ALL);
        String before = Sh.run("ipvsadm -Sn");
        plane.close();

        plane = new IpvsPlane(IpvsSettings.DEFAULT, owned);
        assertThat(plane.read().keySet()).containsExactly(SHOP.ref());
        List<Edit> unknown = List.of(
                Site.add(Site.group("shop", "wrr")),
                Site.add(Site.with(ONE, Presence.LEAVING)),
                Site.add(Site.with(TWO, Presence.LEAVING)),
                Site.add(SHOP));
        assertThat(plane.apply(unknown)).isEmpty();
        assertThat(Sh.run("ipvsadm -Sn")).as("servers not checked yet").isEqualTo(before);
        plane.apply(List.of(Site.add(ONE), Site.add(TWO)));
        assertThat(Sh.run("ipvsadm -Sn")).isEqualTo(before);
        assertThat(plane.differences()).isEmpty();

        plane.close();
        plane = new IpvsPlane(IpvsSettings.DEFAULT, owned);
        assertThat(plane.apply(List.of(new Edit.Remove(SHOP.ref(), Edit.Remove.NO_DEADLINE))))
                .isEmpty();
        await().atMost(SOON).until(() -> Sh.run("ipvsadm -Sn").isEmpty());
    }
}
