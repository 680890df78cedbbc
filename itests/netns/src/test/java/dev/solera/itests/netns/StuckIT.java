package dev.solera.itests.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.itests.netns.plugin.Blocking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A MASTER of which a part is stuck offers its place, and gives it up only when somebody takes it. */
@Timeout(180)
@ExtendWith(SharedDuo.class)
class StuckIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration PERMIT = Duration.ofSeconds(1);
    private static final Duration SKEW = Duration.ofMillis(61);
    private static final String VIP = "10.9.4.71";
    private static final int VRID = 71;

    private Duo duo;
    private Web web;

    @BeforeEach
    void begin(Duo shared) throws IOException {
        duo = shared.reset();
        web = Web.on(duo.web, 80);
        Plugin.deploy(duo.first, Blocking.class);
        await("the plug-in is there")
                .atMost(SOON)
                .until(() -> duo.first.sh("lb:schedulers").contains("blocking"));
        duo.both("stuck", FailoverIT.instance(VRID, 3, 100) + "vip.stuck = " + VIP + "/16\n", 150, 100);
        for (Node node : new Node[] {duo.first, duo.second}) {
            node.write("solera.pool-web.cfg", pool(node));
            node.write("solera.virtualserver-web.cfg", "mode = http\nlisten = stuck:80\npool = web\n");
        }
        duo.awaitFirst(VRID, VIP);
        await("the page").atMost(SOON).until(() -> Web.page(duo.client, VIP), "web"::equals);
    }

    @AfterEach
    void end() throws IOException {
        for (String where : new String[] {"pick", "create", "validate"}) {
            Files.deleteIfExists(file("block", where));
            Files.deleteIfExists(file("blocked", where));
        }
        Plugin.remove(duo.first, Blocking.class);
        web.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pick", "create", "validate"})
    void whoeverIsStuckIsNamedAndTheOtherNodeIsMasterUntilItRunsAgain(String where) throws IOException {
        Files.createFile(file("block", where));
        long began = Sniffer.now();
        touch(where);
        Seen offered = duo.sniffer.awaitFrame(
                "priority 0",
                began,
                SOON,
                f -> f.isAdvert(VRID) && f.priority() == 0 && f.source().equals(Duo.FIRST));
        Seen taken = duo.sniffer.awaitAdvert(VRID, Duo.SECOND, began, SOON);
        Bar.holds(
                "takeover from one that is stuck, 100 ms, " + where,
                since(blocked(where), taken),
                PERMIT.plus(SKEW).plusMillis(20));
        assertThat(taken.atNanos()).isGreaterThan(offered.atNanos());
        duo.second.host().awaitHas(VIP, true, SOON);
        duo.first.host().awaitHas(VIP, false, SOON);
        await("the page again").atMost(SOON).until(() -> Web.page(duo.client, VIP), "web"::equals);
        // Not back as long as it is stuck.
        duo.sniffer.awaitOnlyMaster(VRID, Duo.SECOND, Duration.ofSeconds(2), SOON);
        assertThat(duo.first.log()).contains(where.equals("validate") ? "core" : "event loop");

        Files.delete(file("block", where));
        duo.awaitFirst(VRID, VIP);
        assertThat(duo.first.transitions("stuck"))
                .anyMatch(t -> t.startsWith("MASTER -> BACKUP")
                        && t.contains(where.equals("validate") ? "core" : "event loop"));
    }

    @Test
    void withoutAnotherNodeItStaysMasterAtPriorityOne() throws IOException {
        duo.second.clear();
        await("the other is out")
                .atMost(SOON)
                .until(() -> duo.second.json("vrrp:list").isEmpty());
        Files.createFile(file("block", "pick"));
        long began = Sniffer.now();
        touch("pick");
        Seen alone = duo.sniffer.awaitFrame(
                "priority 1", began, SOON, f -> f.isAdvert(VRID) && f.source().equals(Duo.FIRST) && f.priority() == 1);
        assertThat(duo.first.host().has(VIP)).isTrue();
        Files.delete(file("block", "pick"));
        duo.sniffer.awaitFrame(
                "priority 150 again", alone.atNanos(), SOON, f -> f.isAdvert(VRID) && f.priority() == 150);
        assertThat(duo.first.host().has(VIP)).isTrue();
        assertThat(duo.first.transitions("stuck")).noneMatch(t -> t.startsWith("MASTER ->"));
    }

    @Test
    void anApplianceThatIsKilledWithoutItsLifelineGivesItsPlaceUpAtOnceAndTakesItBack() {
        ProcessHandle appliance = withLifeline();
        long killed = Sniffer.now();
        appliance.destroyForcibly();
        Sniffer.Takeover takeover = duo.sniffer.awaitTakeover(VRID, Duo.FIRST, Duo.SECOND, killed, SOON);
        assertThat(takeover.last().priority()).isZero();
        Bar.note("appliance killed, until its lifeline yields", since(killed, takeover.last()));
        Bar.holds("appliance killed, lifeline lives, 100 ms", takeover.gap(), Duration.ofMillis(70));
        duo.first.host().awaitHas(VIP, false, SOON);
        duo.first.start();
        duo.awaitFirst(VRID, VIP);
    }

    @Test
    void anApplianceThatIsStoppedGoesOnAdvertisingInTimeUntilItsPermitIsOver() {
        String pid = Long.toString(withLifeline().pid());
        Command.run(List.of("kill", "-STOP", pid));
        long stopped = Sniffer.now(); // to start what stops it takes its time
        try {
            Sniffer.Takeover takeover = duo.sniffer.awaitTakeover(VRID, Duo.FIRST, Duo.SECOND, stopped, SOON);
            assertThat(takeover.last().priority()).isZero();
            Bar.holds(
                    "appliance stopped, 100 ms",
                    since(stopped, takeover.first()),
                    PERMIT.plus(SKEW).plusMillis(20));
            long last = 0;
            Duration most = Duration.ZERO;
            for (Seen advert : duo.sniffer.since(stopped)) {
                if (advert.isAdvert(VRID) && advert.source().equals(Duo.FIRST) && advert.priority() > 0) {
                    Duration late = Duration.ofNanos(Math.max(0, advert.atNanos() - last - 100_000_000L));
                    most = last == 0 || late.compareTo(most) < 0 ? most : late;
                    last = advert.atNanos();
                }
            }
            Bar.holds("latest advert of one that is stopped, 100 ms", most, Duration.ofMillis(5));
        } finally {
            Command.run(List.of("kill", "-CONT", pid));
        }
        duo.awaitFirst(VRID, VIP);
    }

    /** Returns the first node's appliance; skips the test where VRRP runs in it. */
    private ProcessHandle withLifeline() {
        ProcessHandle appliance = duo.first.appliance().process().orElseThrow();
        assumeTrue(!duo.first.appliance().companions().isEmpty(), "VRRP runs in the appliance's own process here");
        return appliance;
    }

    /** Makes the first node's scheduler be called. */
    private void touch(String where) {
        switch (where) {
            case "pick" -> assertThat(Web.page(duo.client, VIP)).isEmpty();
            case "create" -> {
                // Made anew by each loop for its next flow.
                duo.first.write("solera.pool-web.cfg", pool(duo.first) + "real.other = 10.9.0.12:80\n");
                await("a flow").atMost(SOON).until(() -> Web.page(duo.client, VIP), String::isEmpty);
            }
            default -> duo.first.write("solera.pool-web.cfg", pool(duo.first) + "real.other = 10.9.0.12:80\n");
        }
    }

    private String pool(Node node) {
        return "scheduler = " + (node == duo.first ? "blocking" : "roundrobin") + "\nreal.web = 10.9.0.11:80\n";
    }

    private Path file(String what, String where) {
        return duo.first.appliance().home().resolve("data/tmp/" + what + "-" + where);
    }

    /** Returns when it began to block. */
    private long blocked(String where) throws IOException {
        Instant at = Files.getLastModifiedTime(file("blocked", where)).toInstant();
        return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
    }

    private static Duration since(long began, Seen frame) {
        return Duration.ofNanos(frame.atNanos() - began);
    }
}
