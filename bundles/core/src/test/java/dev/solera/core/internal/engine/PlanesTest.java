package dev.solera.core.internal.engine;

import static dev.solera.core.internal.engine.Appliance.JANE;
import static dev.solera.core.internal.engine.Appliance.eventually;
import static dev.solera.core.internal.engine.Appliance.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.api.AdminState;
import dev.solera.api.ApplianceEvent;
import dev.solera.api.ApplianceException;
import dev.solera.api.CheckResult.Outcome;
import dev.solera.api.Health;
import dev.solera.api.PlaneStatus;
import dev.solera.api.PoolStatus;
import dev.solera.api.Presence;
import dev.solera.api.VirtualServerStatus;
import dev.solera.api.VirtualServerStatus.State;
import dev.solera.api.VrrpState;
import dev.solera.api.VrrpTransition;
import dev.solera.core.internal.fakes.FakePlane;
import dev.solera.core.internal.fakes.FakeVrrp;
import dev.solera.core.internal.model.PlaneFit;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Core with two data planes: who serves what, and what becomes of servers that do not. */
class PlanesTest {
    private static final String POOL = "real.a = 10.0.0.1:80 weight=3\nreal.b = 10.0.0.2:80\n";

    @TempDir
    private Path folder;

    private final FakePlane kernel = new FakePlane("ipvs");
    private Appliance appliance;

    @BeforeEach
    void prepare() throws IOException {
        appliance = new Appliance(folder);
        kernel.able(PlaneFit.IPVS);
        appliance.save("solera.pool-web.cfg", POOL);
    }

    @AfterEach
    void stop() {
        appliance.close();
    }

    @Test
    void aPlaneIsToldOfPoolsThatItsOwnVirtualServersUse() throws IOException {
        server("dataplane = ipvs\nlisten = 192.0.2.10:80\npool = web\n");
        appliance.save("solera.pool-idle.cfg", POOL);
        start();
        assertThat(appliance.plane.holds()).isEmpty();
        assertThat(kernel.holds())
                .containsExactly(
                        "pool web wrr",
                        "server shop [192.0.2.10:80] web",
                        "web/a 10.0.0.1:80 48/16",
                        "web/b 10.0.0.2:80 16/16");
        assertThat(appliance.view.pool("web").orElseThrow().scheduler()).isEqualTo("wrr");
        assertThat(appliance.view.pool("web").orElseThrow().schedulerNote()).isNull();
        assertThat(appliance.view.status().planes())
                .extracting(PlaneStatus::name, PlaneStatus::virtualServers)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ipvs", 1),
                        org.assertj.core.groups.Tuple.tuple("proxy", 0));
    }

    @Test
    void aPoolThatBothPlanesUseHasTheNameOfItsSchedulerOnEach() throws IOException {
        appliance.save("solera.pool-web.cfg", "scheduler = wrr\n" + POOL);
        server("dataplane = ipvs\nlisten = 192.0.2.10:80\npool = web\n");
        appliance.save("solera.virtualserver-front.cfg", "listen = 192.0.2.11:80\npool = web\n");
        start();
        assertThat(kernel.holds()).contains("pool web wrr");
        assertThat(appliance.plane.holds()).contains("pool web roundrobin");
    }

    @Test
    void autoTakesTheKernelWhereItCan() throws IOException {
        server("dataplane = auto\nlisten = 192.0.2.10:80\npool = web\n");
        start();
        VirtualServerStatus shop = shop();
        assertThat(shop.dataPlane()).isEqualTo("ipvs");
        assertThat(shop.why()).isEqualTo("auto: the kernel can");
        assertThat(shop.state()).isEqualTo(State.UP);
        assertThat(kernel.holds()).hasSize(4);
    }

    @Test
    void autoTakesTheProxyWhereTheKernelCannotAndSaysWhy() throws IOException {
        server("dataplane = auto\nmode = http\nlisten = 192.0.2.10:80\npool = web\n");
        start();
        assertThat(shop().dataPlane()).isEqualTo("proxy");
        assertThat(shop().why()).isEqualTo("auto: not ipvs, mode: http (expected: tcp on data plane ipvs)");
        assertThat(appliance.plane.holds()).hasSize(4);
    }

    @Test
    void autoTakesTheProxyWhereTheKernelWouldServeOtherwise() throws IOException {
        server("dataplane = auto\nlisten = 192.0.2.10:80\npool = web\n");
        appliance.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80\nreal.b = [2001:db8::2]:80\n");
        start();
        assertThat(shop().why())
                .isEqualTo("auto: not ipvs, real.b: [2001:db8::2]:80 is of another family than the clients");
        appliance.save("solera.pool-web.cfg", "real.a = 10.0.0.1:80\nreal.b = 10.0.0.1:80\n");
        eventually(() -> assertThat(shop().why()).isEqualTo("auto: not ipvs, real.b: 10.0.0.1:80 is the address of a"));
    }

    @Test
    void autoGoesByWhatTheHostCan() throws IOException {
        kernel.able(unable("no IPVS in the kernel"));
        server("dataplane = auto\nlisten = 192.0.2.10:80\npool = web\n");
        start();
        assertThat(shop().dataPlane()).isEqualTo("proxy");
        assertThat(shop().why()).isEqualTo("auto: not ipvs, no IPVS in the kernel");
        assertThat(appliance.view.status().limits()).containsExactly("data plane ipvs: no IPVS in the kernel");
    }

    @Test
    void whatThePlaneCannotServeIsInErrorWithTheReasonAndTheChoice() throws IOException {
        kernel.able(unable("no CAP_NET_ADMIN"));
        server("dataplane = ipvs\nlisten = 192.0.2.10:80\npool = web\n");
        start();
        assertThat(shop().state()).isEqualTo(State.ERROR);
        assertThat(shop().error()).isEqualTo("no CAP_NET_ADMIN; dataplane = proxy could serve it");
        assertThat(kernel.holds()).isEmpty();
        appliance.save("solera.virtualserver-shop.cfg", "dataplane = ipvs\nlisten = 192.0.2.10:80/udp\npool = web\n");
        appliance.plane.able(new DataPlane.Capabilities(
                "tcp", PlaneFit.PROXY.modes(), Set.of(), Set.of(), PlaneFit.PROXY.features(), 256, null, List.of()));
        eventually(() -> assertThat(shop().error()).isEqualTo("no CAP_NET_ADMIN"));
    }

    @Test
    void aServerThatIsRemovedHasItsPoolsTimeToDrain() throws IOException {
        appliance.save("solera.pool-web.cfg", "drain.timeout.s = 30\n" + POOL);
        server("dataplane = ipvs\nlisten = 192.0.2.10:80\npool = web\n");
        start();
        long before = System.nanoTime();
        appliance.control.removeReal(JANE, ref("web/b"));
        long after = System.nanoTime();
        Edit.Remove removal = (Edit.Remove) kernel.edits().get(kernel.edits().size() - 1);
        assertThat(removal.deadlineNanos() - before)
                .isGreaterThanOrEqualTo(Duration.ofSeconds(30).toNanos());
        assertThat(removal.deadlineNanos() - after)
                .isLessThanOrEqualTo(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void withoutATimeFlowsOfAServerThatIsRemovedEndByThemselves() throws IOException {
        server("dataplane = ipvs\nlisten = 192.0.2.10:80\npool = web\n");
        start();
        appliance.control.removeReal(JANE, ref("web/b"));
        assertThat(kernel.edits().get(kernel.edits().size() - 1))
                .isEqualTo(new Edit.Remove(new dev.solera.spi.Ref.Real(ref("web/b")), Edit.Remove.NO_DEADLINE));
    }

    @Test
    void aDrainIsSeenInTheView() throws IOException {
        server("dataplane = ipvs\nlisten = 192.0.2.10:80\npool = web\n");
        start();
        appliance.control.setAdminState(JANE, ref("web/a"), AdminState.DRAIN, "", null);
        assertThat(appliance.view.realServer(ref("web/a")).orElseThrow().presence())
                .isEqualTo(Presence.KEPT);
        kernel.draining(List.of(
                new DataPlane.Draining(ref("web/gone"), 5, Edit.Remove.NO_DEADLINE),
                new DataPlane.Draining(ref("other/x"), 7, 0)));
        assertThat(appliance.view.pool("web").orElseThrow().leaving())
                .containsExactly(new PoolStatus.Leaving(ref("web/gone"), 5, null));
    }

    @Test
    void theSorryServerServesWhileTheQuorumIsLostAndItIsTold() throws IOException {
        appliance.save("solera.pool-web.cfg", "check = http\nquorum = 4\nsorry = 10.0.0.9:80\n" + POOL);
        server("dataplane = ipvs\nlisten = 192.0.2.10:80\npool = web\n");
        start();
        answer("web/a", Outcome.PASS);
        answer("web/b", Outcome.FAIL);
        eventually(() -> assertThat(kernel.holds())
                .containsExactly(
                        "pool web wrr",
                        "server shop [192.0.2.10:80] web",
                        "web/(sorry) 10.0.0.9:80 16/16",
                        "web/a 10.0.0.1:80 48/16 leaving",
                        "web/b 10.0.0.2:80 16/16 out"));
        assertThat(shop().state()).isEqualTo(State.DOWN);
        assertThat(shop().error()).isEqualTo("pool web has lost its quorum (3 of 4): the sorry server serves");
        PoolStatus web = appliance.view.pool("web").orElseThrow();
        assertThat(web.quorum()).isEqualTo(new PoolStatus.Quorum(PoolStatus.Quorum.State.LOST, 3));
        assertThat(web.sorry().serving()).isTrue();
        assertThat(appliance.events)
                .filteredOn(ApplianceEvent.QuorumChanged.class::isInstance)
                .hasSize(1)
                .first()
                .hasToString("QuorumChanged[at=" + appliance.calendar.instant()
                        + ", pool=web, held=false, weight=3, sorry=true, "
                        + "why=weight of the servers that can serve: 3 (quorum 4)]");
    }

    @Test
    void aPoolMayHaveItsEndToldAsAFailure() throws IOException {
        appliance.save("solera.pool-web.cfg", "omega = true\n" + POOL);
        server("dataplane = ipvs\nlisten = 192.0.2.10:80\npool = web\n");
        start();
        appliance.engine.farewell();
        assertThat(appliance.events)
                .filteredOn(ApplianceEvent.HealthChanged.class::isInstance)
                .filteredOn(event -> ((ApplianceEvent.HealthChanged) event).to() == Health.DOWN)
                .hasSize(2);
        assertThat(appliance.events).last().isInstanceOf(ApplianceEvent.QuorumChanged.class);
    }

    @Test
    void checksRestWhileTheAddressIsOnAnotherNode() throws IOException {
        appliance.save("solera.vrrp-front.cfg", "interface = eth0\nvrid = 51\nvip.web = 192.0.2.10/24\n");
        appliance.save("solera.pool-web.cfg", "check = http\n" + POOL);
        server("dataplane = ipvs\nlisten = web:80\nha.suspend = true\npool = web\n");
        FakeVrrp vrrp = new FakeVrrp();
        start();
        appliance.engine.useVrrp(vrrp);
        eventually(() -> assertThat(appliance.view.pool("web").orElseThrow().resting())
                .isEqualTo("virtual server shop has no address on this node: 192.0.2.10:80"));
        assertThat(shop().error())
                .isEqualTo("checks of pool web rest: virtual server shop has no address on this node: 192.0.2.10:80");
        appliance.checker.open.clear();
        vrrp.tell("front", new VrrpTransition(FakeVrrp.SINCE, VrrpState.BACKUP, VrrpState.MASTER, "no advert"));
        eventually(() -> assertThat(appliance.checker.waiting()).containsExactlyInAnyOrder("web/a", "web/b"));
        answer("web/a", Outcome.PASS);
        eventually(() -> assertThat(kernel.holds()).contains("web/a 10.0.0.1:80 48/16"));
    }

    @Test
    void checksOfAPoolThatDecidesWhereTheAddressIsNeverRest() throws IOException {
        appliance.save(
                "solera.vrrp-front.cfg",
                "interface = eth0\nvrid = 51\nvip.web = 192.0.2.10/24\ntrack.pool.web = fault\n");
        server("dataplane = ipvs\nlisten = web:80\nha.suspend = true\npool = web\n");
        start();
        assertThat(appliance.view.pool("web").orElseThrow().resting()).isNull();
    }

    @Test
    void aWeightThatAPlaneCannotTakeIsRefusedBeforeItIsInForce() throws IOException {
        server("dataplane = ipvs\nlisten = 192.0.2.10:80\npool = web\n");
        start();
        appliance.control.setTemporaryWeight(JANE, ref("web/a"), 65_535, null);
        assertThat(kernel.holds()).contains("web/a 10.0.0.1:80 1048560/16");
        assertThatThrownBy(() -> appliance.control.setWeight(JANE, ref("web/a"), 65_536))
                .isInstanceOf(ApplianceException.class)
                .hasMessage("weight: 65536 (expected: 0..65535)");
        appliance.save("solera.virtualserver-shop.cfg", "listen = 192.0.2.10:80\npool = web\n");
        eventually(() -> assertThat(shop().dataPlane()).isEqualTo("proxy"));
        assertThatThrownBy(() -> appliance.control.setTemporaryWeight(JANE, ref("web/a"), 257, null))
                .hasMessage("weight: 257 (expected: 0..256 on data plane proxy)");
    }

    private void start() {
        appliance.start();
        appliance.engine.addPlane(kernel);
    }

    private void server(String text) throws IOException {
        appliance.save("solera.virtualserver-shop.cfg", text);
    }

    private VirtualServerStatus shop() {
        return appliance.view.virtualServer("shop").orElseThrow();
    }

    private void answer(String real, Outcome outcome) {
        eventually(() -> assertThat(appliance.checker.waiting()).contains(real));
        appliance.checker.answer(real, outcome);
    }

    private static DataPlane.Capabilities unable(String why) {
        DataPlane.Capabilities able = PlaneFit.IPVS;
        return new DataPlane.Capabilities(
                able.description(),
                able.modes(),
                able.protocols(),
                able.schedulers(),
                able.features(),
                able.maxWeight(),
                why,
                able.limits());
    }
}
