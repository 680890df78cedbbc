package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two set-ups as they are taught: a page that stays while a server, or a director, dies and comes back. */
@Timeout(180)
class LectureIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofMillis(200);

    /** A takeover at intervals of 1 s, and what a client needs to notice. */
    private static final Duration SILENCE = Duration.ofMillis(3_620 + 50).plus(TIMEOUT);

    @Test
    void twoWebServersShareAnAddressByVrrpAlone() {
        InetAddress ten = Host.ip("192.168.4.10");
        InetAddress twenty = Host.ip("192.168.4.20");
        String router = "interface = eth0\nvrid = 80\npriority = %d\nvip.web = 192.168.4.80/24\n";
        try (Lab lab = Lab.open()) {
            Lan lan = lab.lan("lec");
            Host one = lab.host("web10").join(lan, "eth0", "192.168.4.10/24");
            Host two = lab.host("web20").join(lan, "eth0", "192.168.4.20/24");
            Host client = lab.host("client").join(lan, "eth0", "192.168.4.1/24");
            try (Sniffer sniffer = Sniffer.on(lan);
                    Web first = Web.on(one, 80);
                    Web second = Web.on(two, 80);
                    Node master = Node.small(one);
                    Node backup = Node.small(two)) {
                master.vrrp("web", router.formatted(150)).start();
                backup.vrrp("web", router.formatted(100)).start();
                sniffer.awaitAdvert(80, ten, 0, SOON);
                sniffer.awaitOnlyMaster(80, ten, Duration.ofMillis(2_500), SOON);
                one.awaitHas("192.168.4.80", true, SOON);
                await("the page").atMost(SOON).until(() -> Web.page(client, "192.168.4.80"), "web10"::equals);
                try (Prober pages = Prober.browsing(client, "192.168.4.80", 80, EVERY, TIMEOUT)) {
                    pages.awaitSuccess(0, SOON);
                    long killed = Sniffer.now();
                    // The machine loses its power: the server and the appliance on it are gone, and its cable is dead.
                    lan.cut(one);
                    master.kill();
                    Sniffer.Takeover takeover = sniffer.awaitTakeover(80, ten, twenty, killed, SOON);
                    Prober.Try again = pages.awaitSuccess(takeover.first().atNanos(), SOON);
                    Bar.holds(
                            "lecture, two web servers: silence for pages",
                            pages.longestGap(killed - 1_000_000_000L, again.endedNanos()),
                            SILENCE);
                    assertThat(Web.page(client, "192.168.4.80")).isEqualTo("web20");

                    lan.heal(one);
                    master.start();
                    sniffer.awaitAdvert(80, ten, again.endedNanos(), SOON);
                    sniffer.awaitOnlyMaster(80, ten, Duration.ofMillis(1_500), SOON);
                    await("the page of the first")
                            .atMost(SOON)
                            .until(() -> Web.page(client, "192.168.4.80"), "web10"::equals);
                }
                System.out.println(
                        "figure: resident memory of solera-vrrp alone: " + master.residentKb() / 1024 + " MB");
            }
        }
    }

    @Test
    @ExtendWith(SharedDuo.class)
    void twoDirectorsWithProxiesStandBeforeTwoWebServers(Duo shared) {
        Duo duo = shared.reset();
        try (Web one = Web.on(duo.web, 80);
                Web two = Web.on(duo.peer, 80)) {
            duo.both("dir", FailoverIT.instance(91, 2, 1000) + "vip.dir = 10.9.4.91/16\n", 150, 100);
            for (Node node : new Node[] {duo.first, duo.second}) {
                node.write(
                        "solera.pool-web.cfg",
                        "scheduler = roundrobin\nreal.one = 10.9.0.11:80\nreal.two = 10.9.0.3:80\ncheck = http\n"
                                + "check.path = /healthz\ncheck.interval.ms = 500\ncheck.timeout.ms = 500\n"
                                + "check.rise = 1\ncheck.fall = 1\n");
                node.write("solera.virtualserver-web.cfg", "mode = http\nlisten = dir:80\npool = web\n");
            }
            duo.awaitFirst(91, "10.9.4.91");
            awaitBoth(duo);
            try (Prober pages = Prober.browsing(duo.client, "10.9.4.91", 80, EVERY, TIMEOUT)) {
                pages.awaitSuccess(0, SOON);
                long killed = Sniffer.now();
                duo.first.kill();
                Sniffer.Takeover takeover = duo.sniffer.awaitTakeover(91, Duo.FIRST, Duo.SECOND, killed, SOON);
                Prober.Try again = pages.awaitSuccess(takeover.first().atNanos(), SOON);
                Bar.holds(
                        "lecture, two directors: silence for pages",
                        pages.longestGap(killed - 1_000_000_000L, again.endedNanos()),
                        SILENCE);
                awaitBoth(duo);

                // A web server dies while the second director serves.
                two.close();
                await("the page of the one that is left").atMost(SOON).until(() -> {
                    Set<String> names = names(duo);
                    return names.equals(Set.of("web"));
                });
                duo.first.start();
                duo.awaitFirst(91, "10.9.4.91");
                assertThat(names(duo)).containsExactly("web");
            }
        }
    }

    private static void awaitBoth(Duo duo) {
        await("pages of both servers").atMost(SOON).until(() -> names(duo), Set.of("web", "peer")::equals);
    }

    private static Set<String> names(Duo duo) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            names.add(Web.page(duo.client, "10.9.4.91"));
        }
        return names;
    }
}
