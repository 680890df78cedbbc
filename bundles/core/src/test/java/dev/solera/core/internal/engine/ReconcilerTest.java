package dev.solera.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Addresses;
import dev.solera.api.Forwarding;
import dev.solera.api.Listener;
import dev.solera.api.Mode;
import dev.solera.api.Pool;
import dev.solera.api.Protocol;
import dev.solera.api.RealServerRef;
import dev.solera.api.VirtualServer;
import dev.solera.core.internal.fakes.FakePlane;
import dev.solera.core.internal.fakes.FakeScheduler;
import dev.solera.spi.Ref;
import dev.solera.spi.SchedulerFactory;
import dev.solera.spi.Spec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final SchedulerFactory RR = FakeScheduler.inTurn("roundrobin");
    private static final Duration ANY = Duration.ofSeconds(1);
    private static final Ref SHOP = new Ref.Service("shop");

    private final FakePlane plane = new FakePlane("proxy");
    private final Reconciler reconciler = new Reconciler(plane);

    @Test
    void whatOthersNeedComesFirstAndGoesLast() {
        reconciler.bring(specs(shop("web"), real("web", "a", 16), pool("web")));
        assertThat(plane.take())
                .containsExactly(List.of(
                        "add pool web roundrobin", "add web/a 10.0.0.1:80 16/16", "add server shop [10.0.0.9:80] web"));
        reconciler.bring(specs(shop("new"), pool("new"), real("new", "a", 16)));
        assertThat(plane.take())
                .containsExactly(List.of(
                        "add pool new roundrobin",
                        "add new/a 10.0.0.1:80 16/16",
                        "change server shop [10.0.0.9:80] web -> server shop [10.0.0.9:80] new",
                        "remove web/a",
                        "remove pool web"));
        reconciler.bring(specs());
        assertThat(plane.take()).containsExactly(List.of("remove server shop", "remove new/a", "remove pool new"));
    }

    @Test
    void whatIsAsItShouldBeIsLeftAlone() {
        Map<Ref, Spec> desired = specs(pool("web"), real("web", "a", 16), real("web", "b", 16));
        reconciler.bring(desired);
        plane.take();
        reconciler.bring(desired);
        assertThat(plane.take()).isEmpty();
        reconciler.bring(specs(pool("web"), real("web", "a", 48), real("web", "b", 16)));
        assertThat(plane.take()).containsExactly(List.of("change web/a 10.0.0.1:80 16/16 -> web/a 10.0.0.1:80 48/16"));
    }

    @Test
    void aRefusalIsShownOnThatObjectOnlyAndTriedAgain() {
        plane.refuse(SHOP, "permission denied");
        Map<Ref, Spec> desired = specs(pool("web"), real("web", "a", 16), shop("web"));
        reconciler.bring(desired);
        assertThat(reconciler.failures()).containsExactly(Map.entry(SHOP, "permission denied"));
        assertThat(plane.holds()).containsExactly("pool web roundrobin", "web/a 10.0.0.1:80 16/16");
        plane.take();
        plane.refuse(SHOP, null);
        reconciler.bring(desired);
        assertThat(plane.take()).containsExactly(List.of("add server shop [10.0.0.9:80] web"));
        assertThat(reconciler.failures()).isEmpty();
    }

    @Test
    void aRefusalIsForgottenWithItsObject() {
        plane.refuse(SHOP, "permission denied");
        reconciler.bring(specs(pool("web"), shop("web")));
        reconciler.bring(specs(pool("web")));
        assertThat(reconciler.failures()).isEmpty();
    }

    @Test
    void aPlaneThatThrowsIsShownReadAndTriedAgain() {
        Map<Ref, Spec> desired = specs(pool("web"), shop("web"));
        for (Throwable thrown : List.of(new IllegalStateException("oops"), new NoClassDefFoundError("gone"))) {
            plane.fail(thrown);
            reconciler.bring(desired);
            assertThat(reconciler.failures())
                    .containsOnlyKeys(SHOP, new Ref.Group("web"))
                    .containsEntry(SHOP, "data plane proxy failed: " + thrown);
        }
        plane.fail(null);
        reconciler.bring(desired);
        assertThat(reconciler.failures()).isEmpty();
        assertThat(plane.holds()).hasSize(2);
    }

    @Test
    void whatSomebodyElseChangedIsMendedOnceItIsReadAgain() {
        Map<Ref, Spec> desired = specs(pool("web"), real("web", "a", 16));
        reconciler.bring(desired);
        plane.take();
        plane.lose(new Ref.Real(new RealServerRef("web", "a")));
        reconciler.bring(desired);
        assertThat(plane.take()).isEmpty();
        reconciler.reread();
        reconciler.bring(desired);
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
        reconciler.bring(specs(pool("web"), real("web", "a", 16)));
        assertThat(plane.take()).containsExactly(List.of("remove pool old"));
    }

    private static Map<Ref, Spec> specs(Spec... specs) {
        Map<Ref, Spec> byRef = new LinkedHashMap<>();
        for (Spec spec : specs) {
            byRef.put(spec.ref(), spec);
        }
        return byRef;
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
                Spec.Presence.SERVING);
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
