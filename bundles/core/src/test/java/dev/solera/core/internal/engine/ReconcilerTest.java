package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Addresses;
import dev.solera.api.Forwarding;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Pool;
import dev.solera.api.Presence;
import dev.solera.api.Protocol;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.fakes.FakePlane;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.spi.Ref;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final SchedulerFactory RR = FakeScheduler.inTurn("roundrobin");
    private static final Duration ANY = Duration.ofSeconds(1);
    private static final long NOW = Long.MAX_VALUE - 10;
    private static final Ref SHOP = new Ref.Service("shop");

    private int beats;
    private final FakePlane plane = new FakePlane("proxy");
    private final Reconciler reconciler = new Reconciler(plane, () -> beats++);

    @Test
    void whatOthersNeedComesFirstAndGoesLast() {
        reconciler.bring(specs(shop("web"), real("web", "a", 16), pool("web")), NOW);
        assertThat(plane.take())
                .containsExactly(List.of(
                        "add pool web roundrobin", "add web/a 10.0.0.1:80 16/16", "add server shop [10.0.0.9:80] web"));
        reconciler.bring(specs(shop("new"), pool("new"), real("new", "a", 16)), NOW);
        assertThat(plane.take())
                .containsExactly(List.of(
                        "add pool new roundrobin",
                        "add new/a 10.0.0.1:80 16/16",
                        "change server shop [10.0.0.9:80] web -> server shop [10.0.0.9:80] new",
                        "remove web/a",
                        "remove pool web"));
        reconciler.bring(specs(), NOW);
        assertThat(plane.take()).containsExactly(List.of("remove server shop", "remove new/a", "remove pool new"));
    }

    @Test
    void whatIsAsItShouldBeIsLeftAlone() {
        List<Part> desired = specs(pool("web"), real("web", "a", 16), real("web", "b", 16));
        reconciler.bring(desired, NOW);
        plane.take();
        reconciler.bring(desired, NOW);
        assertThat(plane.take()).isEmpty();
        reconciler.bring(specs(pool("web"), real("web", "a", 48), real("web", "b", 16)), NOW);
        assertThat(plane.take()).containsExactly(List.of("change web/a 10.0.0.1:80 16/16 -> web/a 10.0.0.1:80 48/16"));
    }

    @Test
    void aRefusalIsShownOnThatObjectOnlyAndTriedAgain() {
        plane.refuse(SHOP, "permission denied");
        List<Part> desired = specs(pool("web"), real("web", "a", 16), shop("web"));
        reconciler.bring(desired, NOW);
        assertThat(reconciler.failures()).containsExactly(Map.entry(SHOP, "permission denied"));
        assertThat(plane.holds()).containsExactly("pool web roundrobin", "web/a 10.0.0.1:80 16/16");
        plane.take();
        plane.refuse(SHOP, null);
        reconciler.bring(desired, NOW);
        assertThat(plane.take()).containsExactly(List.of("add server shop [10.0.0.9:80] web"));
        assertThat(reconciler.failures()).isEmpty();
    }

    @Test
    void aRefusalIsForgottenWithItsObject() {
        plane.refuse(SHOP, "permission denied");
        reconciler.bring(specs(pool("web"), shop("web")), NOW);
        reconciler.bring(specs(pool("web")), NOW);
        assertThat(reconciler.failures()).isEmpty();
    }

    @Test
    void aPlaneThatThrowsIsShownReadAndTriedAgain() {
        List<Part> desired = specs(pool("web"), shop("web"));
        for (Throwable thrown : List.of(new IllegalStateException("oops"), new NoClassDefFoundError("gone"))) {
            plane.fail(thrown);
            reconciler.bring(desired, NOW);
            assertThat(reconciler.failures())
                    .containsOnlyKeys(SHOP, new Ref.Group("web"))
                    .containsEntry(SHOP, "data plane proxy failed: " + thrown);
        }
        plane.fail(null);
        reconciler.bring(desired, NOW);
        assertThat(reconciler.failures()).isEmpty();
        assertThat(plane.holds()).hasSize(2);
    }

    @Test
    void whatSomebodyElseChangedIsMendedOnceItIsReadAgain() {
        List<Part> desired = specs(pool("web"), real("web", "a", 16));
        reconciler.bring(desired, NOW);
        plane.take();
        plane.lose(new Ref.Real(new RealServerRef("web", "a")));
        reconciler.bring(desired, NOW);
        assertThat(plane.take()).isEmpty();
        reconciler.reread();
        reconciler.bring(desired, NOW);
        assertThat(plane.take()).containsExactly(List.of("add web/a 10.0.0.1:80 16/16"));
    }

    @Test
    void aPlaneThatHoldsSomethingAlreadyIsBroughtFromThere() {
        plane.apply(List.of(
                new dev.solera.spi.Edit.Add(pool("web")),
                new dev.solera.spi.Edit.Add(real("web", "a", 16)),
                new dev.solera.spi.Edit.Add(pool("old"))));
        plane.take();
        reconciler.reread();
        reconciler.bring(specs(pool("web"), real("web", "a", 16)), NOW);
        assertThat(plane.take()).containsExactly(List.of("remove pool old"));
    }

    /** Pools with their members, then virtual servers. */
    private static List<Part> specs(Spec... specs) {
        Map<String, List<Spec>> byName = new TreeMap<>();
        for (Spec spec : specs) {
            String name = spec instanceof Spec.Service service
                    ? "virtual server " + service.name()
                    : "pool " + (spec instanceof Spec.Real real ? real.server().pool() : ((Spec.Group) spec).pool());
            byName.computeIfAbsent(name, n -> new ArrayList<>()).add(spec);
        }
        List<Part> parts = new ArrayList<>();
        byName.forEach((name, all) -> parts.add(new Part(name, all)));
        return parts;
    }

    private static Spec pool(String name) {
        return new Spec.Group(name, "roundrobin", "", RR, 3, Duration.ZERO, new Pool.Timeouts(ANY, ANY, ANY));
    }

    private static Spec real(String pool, String name, int weight) {
        return new Spec.Real(
                new RealServerRef(pool, name),
                1,
                Addresses.parse("10.0.0.1:80"),
                weight,
                0,
                Forwarding.NAT,
                0,
                0,
                Presence.SERVING);
    }

    private static Spec shop(String pool) {
        return new Spec.Service(
                "shop",
                Mode.TCP,
                List.of(new Listener("main", Addresses.parse("10.0.0.9:80"), Protocol.TCP)),
                pool,
                0,
                new VirtualServer.Forwarded(
                        VirtualServer.Forwarded.Treatment.ADD, VirtualServer.Forwarded.Treatment.ADD),
                new VirtualServer.Timeouts(ANY, ANY, ANY, ANY),
                VirtualServer.Balancing.PLAIN);
    }
}
