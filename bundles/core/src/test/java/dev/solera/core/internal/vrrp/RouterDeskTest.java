package dev.solera.core.internal.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Problem;
import dev.solera.api.VrrpStatus;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeNetwork;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.core.internal.fakes.FakeVrrp;
import dev.solera.core.internal.files.FileSet;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.ModelReader;
import dev.solera.core.internal.model.SecretSource;
import dev.solera.core.internal.model.Tolerated;
import dev.solera.core.internal.model.TrackSettings.NumberFile;
import dev.solera.core.internal.model.TrackSettings.Script;
import dev.solera.core.internal.model.TrackSettings.What;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine is told, from files and from how the world stands. */
class RouterDeskTest {
    private static final String FRONT = "interface = eth0\nvrid = 51\nvip.web = 192.0.2.10/24\n";

    private final Map<String, byte[]> files = new TreeMap<>();
    private final World world = new World();
    private final FakeVrrp engine = new FakeVrrp();
    private final RouterDesk desk = new RouterDesk(world, new RouterNews(Runnable::run, event -> {}), () -> {});
    private long now;
    private Model model;

    @BeforeEach
    void start() {
        file("solera.pool-web.cfg", "real.a = 10.0.0.1:80\n");
        file("solera.virtualserver-shop.cfg", "listen = web:80\npool = web\n");
        desk.use(engine);
    }

    @Test
    void theEngineHearsWhatIsConfiguredAndOnlyWhatHasChanged() {
        front("");
        pass();
        pass();
        assertThat(engine.words()).containsExactly("front 100");
        assertThat(engine.sets).hasSize(1);
        assertThat(engine.sets.get(0).permit()).hasMillis(1_000);
        assertThat(engine.sets.get(0).grace()).hasSeconds(30);
        front("priority = 120\n");
        pass();
        assertThat(engine.words()).containsExactly("front 120");
        assertThat(engine.sets).hasSize(2);
    }

    @Test
    void anEngineThatComesHearsEverything() {
        front("");
        pass();
        FakeVrrp other = new FakeVrrp();
        desk.use(other);
        assertThat(pass().limits()).isEmpty();
        assertThat(other.words()).containsExactly("front 100");
        desk.use((FakeVrrp) null);
        Routers none = pass();
        assertThat(none.limits())
                .containsExactly(
                        "virtual routers are configured, but VRRP is not installed (expected: feature solera-vrrp)");
        assertThat(none.statuses(model)).singleElement().satisfies(status -> {
            assertThat(status.report()).isNull();
            assertThat(status.demanded()).isEqualTo(100);
        });
    }

    @Test
    void aNegativeWeightCountsWhileItFailsAndAPositiveOneWhileItIsWell() {
        front("track.script.a = weight -30\ntrack.script.a.command = /bin/a\n"
                + "track.script.b = weight 20\ntrack.script.b.command = /bin/b\n");
        pass();
        assertThat(engine.words()).as("not known counts as well").containsExactly("front 120");
        world.script("/bin/a", Reading.well("exited with 0"));
        world.script("/bin/b", Reading.well("exited with 0"));
        pass();
        assertThat(engine.words()).containsExactly("front 120");
        world.script("/bin/a", Reading.fails("exited with 1"));
        pass();
        assertThat(engine.words()).containsExactly("front 90");
        world.script("/bin/b", Reading.fails("exited with 2: no route"));
        assertThat(parts())
                .containsExactly(
                        "configured 100 priority in solera.vrrp-front.cfg",
                        "script a -30 exited with 1 FAILED",
                        "script b 0 exited with 2: no route FAILED");
        assertThat(engine.words()).containsExactly("front 70");
    }

    @Test
    void reverseCountsTheOtherWayRoundOnceSomethingIsKnown() {
        front("track.script.a = weight -30 reverse\ntrack.script.a.command = /bin/a\n");
        pass();
        assertThat(engine.words()).containsExactly("front 100");
        world.script("/bin/a", Reading.well("exited with 0"));
        pass();
        assertThat(engine.words()).containsExactly("front 70");
    }

    @Test
    void theSumIsClampedAndAnOwnerKeepsItsPriority() {
        front("priority = 10\ntrack.interface.eth9 = weight -253\n");
        desk.use(new FakeNetwork());
        pass();
        assertThat(engine.words()).containsExactly("front 1");
        front("priority = 250\ntrack.script.a = weight 253\ntrack.script.a.command = /bin/a\n");
        pass();
        assertThat(engine.words()).containsExactly("front 254");
        front("priority = 255\ntrack.interface.eth9 = weight -253\ntrack.interface.eth8 = fault\n");
        pass();
        assertThat(engine.words()).containsExactly("front 255 fault=interface eth8: no such interface");
    }

    @Test
    void aFaultNamesTheTrackAndAPoolsFaultIsAYield() {
        front("track.script.a = fault\ntrack.script.a.command = /bin/a\ntrack.pool.web = fault\n"
                + "track.virtualserver.shop = fault\n");
        world.load = new Traffic.Load(0, 0);
        world.server = Reading.fails("address already in use");
        world.script("/bin/a", Reading.fails("exited with 1"));
        pass();
        assertThat(engine.words())
                .containsExactly("front 100 fault=script a: exited with 1 yield=pool web: weight 0 of 1;"
                        + " virtualserver shop: address already in use");
    }

    @Test
    void aPoolIsLostBelowItsQuorumLessAndGainedAtItsQuorumAndHysteresis() {
        front("track.pool.web = weight -50\ntrack.pool.web.quorum = 5\ntrack.pool.web.hysteresis = 2\n");
        assertThat(prioritiesAtLoads(5, 4, 3, 2, 6, 7, 3, 0)).containsExactly(100, 100, 100, 50, 50, 100, 100, 50);
    }

    @Test
    void aPoolWithoutHysteresisIsLostBelowItsQuorum() {
        front("track.pool.web = weight -50\ntrack.pool.web.quorum = 2\n");
        assertThat(prioritiesAtLoads(1, 2, 1, 2)).containsExactly(50, 100, 50, 100);
    }

    @Test
    void aPoolWhoseFirstChecksAreUnderWayIsNotLost() {
        front("track.pool.web = yield\ntrack.pool.web.quorum = 2\n");
        world.load = new Traffic.Load(1, 1);
        pass();
        assertThat(engine.words()).containsExactly("front 100");
        world.load = new Traffic.Load(1, 0);
        pass();
        assertThat(engine.words()).containsExactly("front 100 yield=pool web: weight 1 of 2");
    }

    @Test
    void aVirtualServerWhosePlaneIsUpdatedHasTheGrace() {
        front("track.virtualserver.shop = yield\n");
        world.server = Reading.well("it listens");
        pass();
        world.server = Reading.absent("dataplane: proxy is not installed");
        pass();
        assertThat(engine.words()).containsExactly("front 100");
        assertThat(desk.nanosToChange()).isEqualTo(Duration.ofSeconds(30).toNanos());
        now += Duration.ofSeconds(30).toNanos();
        pass();
        assertThat(engine.words())
                .containsExactly("front 100 yield=virtualserver shop: dataplane: proxy is not installed");
    }

    @Test
    void interfacesAndRoutesAreTheHosts() {
        front("track.interface.eth1 = fault\ntrack.route.out = weight -20\ntrack.route.out.prefix = default\n"
                + "track.route.out.device = eth1\n");
        assertThat(pass().limits())
                .containsExactly("tracked interfaces and routes count as well: nobody watches the host's network");
        assertThat(engine.words()).containsExactly("front 100");
        FakeNetwork network = new FakeNetwork();
        desk.use(network);
        assertThat(pass().limits()).isEmpty();
        assertThat(engine.words()).containsExactly("front 80 fault=interface eth1: no such interface");
        network.link("eth1", "up").route("0.0.0.0/0 eth1 254");
        pass();
        assertThat(engine.words()).containsExactly("front 100");
        network.link("eth1", "no carrier");
        pass();
        assertThat(engine.words()).containsExactly("front 100 fault=interface eth1: no carrier");
    }

    @Test
    void aFilesNumberTimesItsWeightIsAddedAndFarBelowZeroIsAFault() {
        front("track.file.load = weight 2\ntrack.file.load.path = /run/load\n");
        pass();
        assertThat(engine.words()).containsExactly("front 100");
        world.number("/run/load", 10);
        pass();
        assertThat(engine.words()).containsExactly("front 120");
        world.number("/run/load", -20);
        pass();
        assertThat(engine.words()).containsExactly("front 60");
        world.number("/run/load", -126);
        pass();
        assertThat(engine.words()).containsExactly("front 1");
        world.number("/run/load", -127);
        pass();
        assertThat(engine.words()).containsExactly("front 1 fault=file load: holds -127");
        front("track.file.load = yield\ntrack.file.load.path = /run/load\n");
        world.number("/run/load", 0);
        pass();
        assertThat(engine.words()).containsExactly("front 100");
        world.number("/run/load", 3);
        pass();
        assertThat(engine.words()).containsExactly("front 100 yield=file load: holds 3");
    }

    @Test
    void aDelayedChangeCountsByTimeAlone() {
        front("track.interface.eth1 = yield\ntrack.interface.eth1.delay.ms = 2000\n");
        FakeNetwork network = new FakeNetwork().link("eth1", "up");
        desk.use(network);
        pass();
        network.link("eth1", "no carrier");
        pass();
        assertThat(engine.words()).containsExactly("front 100");
        assertThat(desk.nanosToChange()).isEqualTo(Duration.ofSeconds(2).toNanos());
        now += desk.nanosToChange();
        pass();
        assertThat(engine.words()).containsExactly("front 100 yield=interface eth1: no carrier");
        assertThat(desk.nanosToChange()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatAScriptPrintsMeanwhileIsNoNewsToTheEngine() {
        front("track.script.a = yield\ntrack.script.a.command = /bin/a\n");
        world.script("/bin/a", Reading.fails("exited with 1: at 12:00"));
        pass();
        world.script("/bin/a", Reading.fails("exited with 1: at 12:01"));
        pass();
        assertThat(engine.sets).hasSize(1);
        assertThat(parts()).contains("script a 0 exited with 1: at 12:01 FAILED");
    }

    @Test
    void onlyWhatIsTrackedIsLookedAt() {
        front("track.script.a = yield\ntrack.script.a.command = /bin/a\ntrack.script.same = yield\n"
                + "track.script.same.command = /bin/a\n");
        pass();
        assertThat(world.watched).hasSize(1);
        front("");
        pass();
        assertThat(world.watched).isEmpty();
    }

    @Test
    void membersKnowTheirGroup() {
        file("solera.syncgroup-all.cfg", "member.1 = front\n");
        front("");
        Routers routers = pass();
        assertThat(engine.sets.get(0).groups()).hasSize(1);
        assertThat(routers.statuses(model)).extracting(VrrpStatus::syncGroup).containsExactly("all");
    }

    private List<Integer> prioritiesAtLoads(int... loads) {
        List<Integer> priorities = new ArrayList<>();
        for (int load : loads) {
            world.load = new Traffic.Load(load, 0);
            priorities.add(pass().statuses(model).get(0).demanded());
        }
        return priorities;
    }

    private List<String> parts() {
        return pass().statuses(model).get(0).parts().stream()
                .map(part -> part.from() + " " + part.change() + " " + part.why() + (part.failed() ? " FAILED" : ""))
                .toList();
    }

    private void front(String more) {
        file("solera.vrrp-front.cfg", FRONT + more);
    }

    private void file(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Routers pass() {
        PluginTable plugins = new PluginTable();
        plugins.add(FakeScheduler.inTurn("roundrobin"), "test");
        ModelReader.Result result = new ModelReader(plugins, SecretSource.NONE).read(FileSet.of(files), Tolerated.NONE);
        assertThat(result.problems()).extracting(Problem::toString).isEmpty();
        model = result.model();
        return desk.pass(model, world, now);
    }

    /** How everything stands that is looked at. */
    private static final class World implements Sensors, Traffic {
        Set<What> watched = Set.of();
        Load load = new Load(1, 0);
        Reading server = Reading.well("it listens");
        private final Map<String, Reading> readings = new HashMap<>();

        void script(String command, Reading reading) {
            readings.put(command, reading);
        }

        void number(String path, int number) {
            readings.put(path, Reading.number(number, "holds " + number));
        }

        @Override
        public void watch(Set<What> whats) {
            watched = whats;
        }

        @Override
        public Reading read(What what) {
            String key = what instanceof Script script ? script.command().get(0) : ((NumberFile) what).path();
            return readings.getOrDefault(key, Reading.unknown("not known yet"));
        }

        @Override
        public Load pool(String name) {
            return load;
        }

        @Override
        public Reading server(String name) {
            return server;
        }

        @Override
        public void close() {
            throw new AssertionError("not the desk's");
        }
    }
}
