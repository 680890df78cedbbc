package dev.solera.core.internal.engine;

import static dev.solera.core.internal.engine.Appliance.JANE;
import static dev.solera.core.internal.engine.Appliance.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.solera.api.AdminState;
import dev.solera.api.ApplianceEvent;
import dev.solera.api.ApplianceException;
import dev.solera.api.RealServerRef;
import dev.solera.api.VipStatus;
import dev.solera.api.VirtualServer;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpStatus;
import dev.solera.api.VrrpTransition;
import dev.solera.core.internal.fakes.FakeNetwork;
import dev.solera.core.internal.fakes.FakeVrrp;
import dev.solera.spi.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Core with a VRRP engine: from file to engine, from engine to view. */
class VrrpTest {
    private static final String FRONT = "# front\ninterface = eth0\nvrid = 51\nvip.web = 192.0.2.10/24\n"
            + "vip.svc = 192.0.2.20/24 dev=eth1\n\npriority = 100\n";

    @TempDir
    private Path folder;

    private final FakeVrrp vrrp = new FakeVrrp();
    private final FakeNetwork network = new FakeNetwork().link("eth1", "up");
    private Appliance appliance;

    @BeforeEach
    void start() throws IOException {
        appliance = new Appliance(folder);
        appliance.save("solera.vrrp-front.cfg", FRONT);
        appliance.save(
                "solera.virtualserver-shop.cfg", "listen.plain = web:80\nlisten.own = 127.0.0.1:81\npool = web\n");
        appliance.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80\nreal.b = 10.0.0.2:80 weight=2\n");
        appliance.start();
        appliance.engine.useVrrp(vrrp);
        appliance.engine.useNetwork(network);
    }

    @AfterEach
    void stop() {
        appliance.close();
    }

    @Test
    void anEditOfAFileReachesTheEngine() throws IOException {
        assertThat(vrrp.words()).containsExactly("front 100");
        appliance.save("solera.vrrp-front.cfg", FRONT.replace("= 100", "= 120"));
        eventually(() -> assertThat(vrrp.words()).containsExactly("front 120"));
        assertThat(vrrp.sets).hasSize(2);
    }

    @Test
    void aWrongFileChangesNothing() throws IOException {
        appliance.save("solera.vrrp-front.cfg", FRONT.replace("= 100", "= 300"));
        eventually(() -> assertThat(appliance.view.status().problems())
                .extracting(Object::toString)
                .containsExactly("solera.vrrp-front.cfg:7: priority: 300 (expected: 1..255)"));
        assertThat(vrrp.sets).hasSize(1);
    }

    @Test
    void aVipThatMovesTakesItsListenersWithItInOneEdit() throws IOException {
        appliance.plane.take();
        appliance.save("solera.vrrp-front.cfg", FRONT.replace("2.10/", "2.11/"));
        eventually(() -> assertThat(appliance.plane.take())
                .containsExactly(List.of("change server shop [192.0.2.10:80, 127.0.0.1:81] web"
                        + " -> server shop [192.0.2.11:80, 127.0.0.1:81] web")));
    }

    @Test
    void aPoolThatLosesItsQuorumMakesTheRouterYieldUntilItIsBack() throws IOException {
        appliance.save("solera.vrrp-front.cfg", FRONT + "track.pool.web = fault\ntrack.pool.web.quorum = 3\n");
        eventually(() -> assertThat(vrrp.sets).hasSize(2));
        assertThat(vrrp.words()).containsExactly("front 100");
        RealServerRef b = Appliance.ref("web/b");
        appliance.control.setAdminState(JANE, b, AdminState.MAINT, "", null);
        assertThat(vrrp.words()).containsExactly("front 100 yield=pool web: weight 1 of 3");
        appliance.control.setAdminState(JANE, b, AdminState.READY, "", null);
        assertThat(vrrp.words()).containsExactly("front 100");
    }

    @Test
    void aVirtualServerThatItsPlaneRefusesMakesTheRouterYield() throws IOException {
        appliance.plane.refuse(new Ref.Service("shop"), "cannot listen on 192.0.2.11:80: address already in use");
        appliance.save("solera.vrrp-front.cfg", FRONT.replace("2.10/", "2.11/") + "track.virtualserver.shop = yield\n");
        eventually(() -> assertThat(vrrp.words())
                .containsExactly("front 100 yield=virtualserver shop: cannot listen on 192.0.2.11:80: address already"
                        + " in use"));
    }

    @Test
    void aVirtualServerWhosePlaneIsBeingUpdatedIsNoReasonToYield() throws IOException {
        appliance.save("solera.vrrp-front.cfg", FRONT + "track.virtualserver.shop = yield\n");
        eventually(() -> assertThat(parts()).hasSize(2));
        appliance.engine.removePlane(appliance.plane);
        assertThat(vrrp.words()).containsExactly("front 100");
        appliance.engine.addPlane(appliance.plane);
        assertThat(vrrp.words()).containsExactly("front 100");
    }

    @Test
    void theKernelsNewsOfAnInterfaceCountAtOnce() throws IOException {
        appliance.save("solera.vrrp-front.cfg", FRONT + "track.interface.eth1 = weight -30\n");
        eventually(() -> assertThat(parts()).containsExactly("configured 100", "interface eth1 0"));
        network.link("eth1", "no carrier");
        eventually(() -> assertThat(vrrp.words()).containsExactly("front 70"));
        assertThat(parts()).containsExactly("configured 100", "interface eth1 -30 failed: no carrier");
    }

    @Test
    void aScriptThatFailsLowersThePriorityWithItsWords() throws IOException {
        Path script = Files.writeString(folder.resolve("check.sh"), "#!/bin/sh\necho no answer\nexit 1\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        appliance.save(
                "solera.vrrp-front.cfg",
                FRONT + "track.script.http = weight -30\ntrack.script.http.command = " + script + "\n"
                        + "track.script.http.timeout.ms = 5000\n");
        eventually(() -> assertThat(vrrp.words()).containsExactly("front 70"));
        assertThat(parts()).containsExactly("configured 100", "script http -30 failed: exited with 1: no answer");
    }

    @Test
    void theViewShowsWhatTheEngineSaysAndWhatIsConfigured() {
        VrrpStatus front = appliance.view.vrrpInstance("front").orElseThrow();
        assertThat(front.state()).isEqualTo(VrrpState.MASTER);
        assertThat(front.demanded()).isEqualTo(100);
        assertThat(front.report().since()).isEqualTo(FakeVrrp.SINCE);
        assertThat(appliance.view.vrrpInstance("none")).isEmpty();
        assertThat(appliance.view.status().vrrp()).isEqualTo("fake, pcap");
        assertThat(appliance.view.status().limits()).containsExactly("fake: no SCHED_RR");
    }

    @Test
    void vipsAreListedByNameAndAddressesWithoutOneBesideThem() {
        assertThat(appliance.view.vips())
                .extracting(
                        VipStatus::name,
                        v -> v.address().getHostAddress(),
                        VipStatus::local,
                        VipStatus::instance,
                        VipStatus::state,
                        VipStatus::device,
                        VipStatus::since,
                        VipStatus::listeners)
                .containsExactly(
                        tuple("127.0.0.1", "127.0.0.1", true, null, null, null, null, List.of("shop:81/tcp")),
                        tuple("svc", "192.0.2.20", false, "front", VrrpState.MASTER, "eth1", FakeVrrp.SINCE, List.of()),
                        tuple(
                                "web",
                                "192.0.2.10",
                                false,
                                "front",
                                VrrpState.MASTER,
                                "eth0",
                                FakeVrrp.SINCE,
                                List.of("shop:80/tcp")));
    }

    @Test
    void theEngineThatGoesLeavesEverythingAsItIs() {
        appliance.engine.useVrrp(null);
        assertThat(vrrp.listeners()).isZero();
        assertThat(appliance.view.status().vrrp()).isNull();
        assertThat(appliance.view.status().limits())
                .containsExactly(
                        "virtual routers are configured, but VRRP is not installed (expected: feature solera-vrrp)");
        assertThat(appliance.view.vrrpInstances()).singleElement().satisfies(status -> {
            assertThat(status.report()).isNull();
            assertThat(status.state()).isEqualTo(VrrpState.INIT);
        });
        appliance.engine.useVrrp(vrrp);
        assertThat(vrrp.sets).hasSize(2);
        appliance.engine.useNetwork(null);
        assertThat(network.watchers()).isZero();
    }

    @Test
    void whatTheEngineTellsBecomesAnEvent() {
        VrrpTransition transition =
                new VrrpTransition(FakeVrrp.SINCE, VrrpState.BACKUP, VrrpState.MASTER, "no advert for 3610 ms");
        vrrp.tell("front", transition);
        vrrp.trouble("front", "192.0.2.3 is MASTER too, at priority 90");
        eventually(() -> assertThat(appliance.events)
                .contains(
                        new ApplianceEvent.VrrpChanged(
                                FakeVrrp.SINCE, "front", VrrpState.BACKUP, VrrpState.MASTER, "no advert for 3610 ms"),
                        new ApplianceEvent.VrrpTrouble(
                                FakeVrrp.SINCE, "front", "192.0.2.3 is MASTER too, at priority 90")));
    }

    @Test
    void aPriorityIsSetInTheFileWhereItStands() throws IOException {
        assertThat(appliance.control.setVrrpPriority(JANE, "front", 120).summary())
                .isEqualTo("priority of front is 120 in solera.vrrp-front.cfg");
        assertThat(appliance.read("solera.vrrp-front.cfg")).isEqualTo(FRONT.replace("= 100", "= 120"));
        assertThat(vrrp.words()).containsExactly("front 120");
        assertThat(appliance.events).anySatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(ApplianceEvent.SetApplied.class, set -> assertThat(set.changes())
                        .containsExactly("virtual router front changed: priority 100 to 120")));
    }

    @Test
    void thePriorityOfThisNodeIsSetWhereItHasOne() throws IOException {
        appliance.save("solera.appliance.cfg", "node = lb1\n");
        appliance.save("solera.vrrp-front.cfg", FRONT + "priority@lb1 = 150\npriority@lb2 = 50\n");
        eventually(() -> assertThat(vrrp.words()).containsExactly("front 150"));
        appliance.control.setVrrpPriority(JANE, "front", 160);
        assertThat(appliance.read("solera.vrrp-front.cfg"))
                .isEqualTo(FRONT + "priority@lb1 = 160\npriority@lb2 = 50\n");
    }

    @Test
    void commandsOnWhatIsNotThereAreRefused() {
        assertThatThrownBy(() -> appliance.control.setVrrpPriority(JANE, "none", 120))
                .isInstanceOf(ApplianceException.class)
                .hasMessage("no virtual router none (expected: one of front)");
        assertThatThrownBy(() -> appliance.control.setVrrpPriority(JANE, "front", 256))
                .hasMessage("priority: 256 (expected: 1..255)");
        assertThatThrownBy(() -> appliance.control.releaseVrrp(JANE, "none", ""))
                .hasMessageContaining("none");
    }

    @Test
    void aReleaseIsTheEngines() throws IOException {
        assertThat(appliance
                        .control
                        .releaseVrrp(JANE, "front", " kernel update ")
                        .summary())
                .isEqualTo("virtual router front gives up its place");
        assertThat(vrrp.released).containsExactly("front: released by jane: kernel update");
        appliance.save("solera.vrrp-back.cfg", "interface = eth2\nvrid = 52\nvip.db = 192.0.2.30/24\n");
        eventually(() -> assertThat(vrrp.words()).hasSize(2));
        assertThatThrownBy(() -> appliance.control.releaseVrrp(JANE, "back", ""))
                .hasMessage("virtual router back is not MASTER here");
        appliance.engine.useVrrp(null);
        assertThatThrownBy(() -> appliance.control.releaseVrrp(JANE, "front", ""))
                .hasMessage("VRRP is not installed (expected: feature solera-vrrp)");
    }

    @Test
    void aSecretThatChangesReachesTheEngineAndOneThatIsGoneStandsIn() throws IOException {
        Path key = appliance.etc.resolve("vrrp.key");
        secret(key, "0123456789abcdef0123456789abcdef\n");
        appliance.save("solera.vrrp-front.cfg", FRONT + "auth.hmac.key.1 = file:vrrp.key\n");
        eventually(() ->
                assertThat(signingKey()).isEqualTo("3031323334353637383961626364656630313233343536373839616263646566"));
        secret(key, "fedcba9876543210fedcba9876543210\n");
        eventually(() -> assertThat(signingKey()).startsWith("6665646362"));
        Files.delete(key);
        eventually(() -> assertThat(appliance.view.status().limits())
                .contains("file:vrrp.key (expected: a file that is there); its last content serves"));
        assertThat(signingKey()).startsWith("6665646362");
        appliance.save("solera.virtualserver-shop.cfg", "listen = web:82\npool = web\n");
        eventually(() -> assertThat(
                        appliance.view.virtualServer("shop").orElseThrow().config())
                .extracting(VirtualServer::listeners)
                .asString()
                .contains(":82"));
    }

    @Test
    void coresWriterBeats() {
        long before = appliance.engine.lastBeatNanos();
        eventually(() -> assertThat(appliance.engine.lastBeatNanos() - before).isPositive());
    }

    private static void secret(Path path, String text) throws IOException {
        Path temporary = path.resolveSibling(".key.new");
        Files.writeString(temporary, text);
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
        Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
    }

    private String signingKey() {
        return String.valueOf(vrrp.sets
                .get(vrrp.sets.size() - 1)
                .instances()
                .get(0)
                .secrets()
                .keys()
                .get(1));
    }

    private List<String> parts() {
        return appliance.view.vrrpInstance("front").orElseThrow().parts().stream()
                .map(part -> part.from() + " " + part.change() + (part.failed() ? " failed: " + part.why() : ""))
                .toList();
    }
}
