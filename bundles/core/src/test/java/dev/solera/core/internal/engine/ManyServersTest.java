package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Addresses;
import dev.solera.api.Forwarding;
import dev.solera.api.Health;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Pool;
import dev.solera.api.Protocol;
import dev.solera.api.RealServer;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.api.VirtualServer.Forwarded.Treatment;
import dev.solera.core.internal.PluginTable;
import dev.solera.core.internal.fakes.FakeHealth;
import dev.solera.core.internal.fakes.FakePlane;
import dev.solera.core.internal.health.RealHealth;
import dev.solera.core.internal.model.ApplianceSettings;
import dev.solera.core.internal.model.Model;
import dev.solera.core.internal.model.PlaneFit;
import dev.solera.spi.Edit;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A set as large as the largest that users of keepalived have told of: 2,277 virtual servers over 37,205 real ones. */
class ManyServersTest {
    private static final int SERVERS = 2_277;
    private static final int REALS = 37_205;
    private static final Duration ANY = Duration.ofSeconds(1);
    private static final InetSocketAddress CHECKED = Addresses.parse("10.0.0.1:80");

    private final FakePlane plane = new FakePlane("ipvs");
    private final FakeHealth health = new FakeHealth();
    private final Assignments assignments = new Assignments();
    private final Lineups lineups = new Lineups();
    private Model last = Model.EMPTY;
    private int beats;
    private final Reconciler reconciler = new Reconciler(plane, () -> beats++);

    @BeforeEach
    void allAreUp() {
        model(1).pools().values().forEach(pool -> pool.reals()
                .forEach(real -> health.put(
                        new RealServerRef(pool.name(), real.name()),
                        new RealHealth(Health.UP, Instant.EPOCH, false, 0, CHECKED, List.of()))));
    }

    @Test
    void theFirstApplyIsDoneInListsWithABeatBetweenAndThenOneWeightIsOneEdit() {
        pass(model(1));
        List<List<Edit>> lists = plane.lists();
        assertThat(lists).allSatisfy(list -> assertThat(list).hasSizeLessThanOrEqualTo(Slices.LENGTH));
        assertThat(lists.stream().mapToInt(List::size).sum()).isEqualTo(2 * SERVERS + REALS);
        assertThat(beats).isEqualTo(lists.size());
        plane.take();

        pass(model(1));
        assertThat(plane.take()).as("the same set, read again").isEmpty();

        health.asked();
        pass(model(7));
        assertThat(health.asked()).as("servers looked at for one weight").isEqualTo(REALS / SERVERS);
        assertThat(plane.take()).containsExactly(List.of("change p0/r0 10.0.0.1:80 16/16 -> p0/r0 10.0.0.1:80 112/16"));
    }

    @Test
    void oneServerThatFailsIsOneEdit() {
        Model model = model(1);
        pass(model);
        plane.take();
        RealServerRef ref = new RealServerRef("p1000", "r3");
        health.put(ref, new RealHealth(Health.DOWN, Instant.EPOCH, false, 0, CHECKED, List.of()));
        pass(model);
        assertThat(plane.take())
                .containsExactly(List.of("change p1000/r3 10.0.0.1:80 16/16 -> p1000/r3 10.0.0.1:80 16/16 out"));
    }

    private void pass(Model read) {
        Model model = read.keeping(last);
        last = model;
        Map<String, Lineup> now = lineups.of(model.pools().values(), Map.of(), health, name -> Map.of(), 0);
        Set<String> assigned = assignments
                .of(model, Map.of("ipvs", reconciler), new PluginTable())
                .byPlane()
                .get("ipvs");
        reconciler.bring(reconciler.parts().of(model, assigned, PlaneFit.IPVS, now, pool -> null), 0);
    }

    /** Every object is new, as after reading the files. */
    private Model model(int firstWeight) {
        TreeMap<String, VirtualServer> servers = new TreeMap<>();
        TreeMap<String, Pool> pools = new TreeMap<>();
        int left = REALS;
        for (int i = 0; i < SERVERS; i++) {
            int count = left / (SERVERS - i);
            left -= count;
            List<RealServer> reals = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                reals.add(new RealServer(
                        "r" + j,
                        Addresses.parse("10.0.0.1:80"),
                        i == 0 && j == 0 ? firstWeight : 1,
                        0,
                        false,
                        CHECKED,
                        Forwarding.DR,
                        0,
                        0));
            }
            pools.put(
                    "p" + i,
                    new Pool(
                            "p" + i,
                            "wlc",
                            "",
                            reals,
                            List.of(new dev.solera.api.Check("main", "tcp", ANY, ANY, 2, 3, Map.of())),
                            3,
                            Duration.ZERO,
                            new Pool.Timeouts(ANY, ANY, ANY),
                            Pool.Availability.DEFAULT,
                            null));
            servers.put(
                    "v" + i,
                    new VirtualServer(
                            "v" + i,
                            Mode.TCP,
                            "ipvs",
                            List.of(new Listener("main", Addresses.parse("10.1.1.1:" + (i + 1)), Protocol.TCP)),
                            "p" + i,
                            0,
                            new VirtualServer.Forwarded(Treatment.OFF, Treatment.OFF),
                            new VirtualServer.Timeouts(ANY, ANY, ANY, ANY),
                            VirtualServer.Balancing.PLAIN,
                            false));
        }
        return new Model(ApplianceSettings.DEFAULT, servers, pools, new TreeMap<>(), new TreeMap<>());
    }
}
