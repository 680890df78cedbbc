package dev.solera.ipvs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.api.Forwarding;
import dev.solera.api.Presence;
import dev.solera.api.VirtualServer;
import dev.solera.ipvs.IpvsSettings;
import dev.solera.ipvs.kernel.DestinationKey;
import dev.solera.ipvs.kernel.FakeIpvs;
import dev.solera.ipvs.kernel.IpvsKernel;
import dev.solera.ipvs.kernel.Modules;
import dev.solera.netlink.GenericNetlink;
import dev.solera.spi.DataPlane;
import dev.solera.spi.Edit;
import dev.solera.spi.Failure;
import dev.solera.spi.Spec;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BalancerTest {
    private static final Spec.Group WRR = Site.group("shop", "wrr");
    private static final Spec.Real ONE = Site.real("shop", 1, "10.9.0.1:80", 3, Forwarding.DR);
    private static final Spec.Real TWO = Site.real("shop", 2, "10.9.0.2:80", 1, Forwarding.DR);
    private static final Spec.Service SHOP = Site.service("shop", "10.1.0.1:80");
    private static final List<Edit> ALL = List.of(Site.add(WRR), Site.add(ONE), Site.add(TWO), Site.add(SHOP));

    @TempDir
    Path folder;

    private final FakeIpvs kernel = new FakeIpvs();
    private final Set<InetAddress> here = new HashSet<>();
    private final Set<InetAddress> onLink = new HashSet<>();
    private long nowNanos;

    @Test
    void aWeightIsOneMessageAndNothingIsNone() throws Exception {
        Balancer balancer = balancer();
        balancer.apply(ALL);
        kernel.changes.clear();

        balancer.apply(List.of(Site.change(ONE, Site.weighing(ONE, 5))));
        assertThat(kernel.changes).hasSize(1);
        balancer.apply(List.of(Site.change(ONE, Site.weighing(ONE, 5)), Site.add(SHOP), Site.add(WRR)));
        assertThat(kernel.changes).hasSize(1);
    }

    @Test
    void aShareOfASixteenthIsAWholeOne() throws Exception {
        Spec.Real starting = new Spec.Real(ONE.server(), 1, ONE.address(), 1, 0, Forwarding.DR, 0, 0, Presence.SERVING);
        balancer().apply(List.of(Site.add(WRR), Site.add(starting), Site.add(SHOP)));

        assertThat(kernel.table()).contains("  -> 10.9.0.1:80 Route weight 1");
    }

    @Test
    void anEditThatIsRefusedLeavesNothingBehindAndTheOthersAreInForce() throws Exception {
        Balancer balancer = balancer();
        List<Failure> failures = balancer.apply(List.of(
                Site.add(WRR),
                Site.add(ONE),
                Site.add(SHOP),
                Site.add(Site.group("odd", "first")),
                Site.add(Site.service("odd", "10.1.0.2:80")),
                Site.add(Site.group("late", "twos")),
                Site.add(Site.real("late", 1, "10.9.0.1:80", 1, Forwarding.NAT)),
                Site.add(Site.service("late", "10.1.0.3:80")),
                Site.add(again())));

        assertThat(failures)
                .extracting(Failure::reason)
                .containsExactlyInAnyOrder(
                        "scheduler: first (expected: one of the kernel's, rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh twos)",
                        "pool: odd (expected: one that ipvs can serve)",
                        "add service TCP 10.1.0.3:80: ENOENT, the kernel has no scheduler twos (expected: module ip_vs_twos)",
                        "listen: TCP 10.1.0.1:80 (expected: another than virtual server shop has)");
        assertThat(kernel.table()).containsExactly("TCP 10.1.0.1:80 wrr", "  -> 10.9.0.1:80 Route weight 3");
        assertThat(balancer.read().keySet())
                .contains(SHOP.ref())
                .doesNotContain(Site.service("late", "10.1.0.3:80").ref());
    }

    private static Spec.Service again() {
        return new Spec.Service(
                "again",
                SHOP.mode(),
                SHOP.listeners(),
                "shop",
                0,
                SHOP.forwarded(),
                SHOP.timeouts(),
                VirtualServer.Balancing.PLAIN);
    }

    @Test
    void aChangeThatIsRefusedLeavesWhatWas() throws Exception {
        Balancer balancer = balancer();
        balancer.apply(ALL);
        List<String> before = kernel.table();

        assertThat(balancer.apply(List.of(
                        Site.change(WRR, Site.group("shop", "twos")),
                        Site.change(TWO, Site.real("shop", 2, "[2001:db8::1]:80", 1, Forwarding.DR)))))
                .hasSize(2);
        assertThat(kernel.table()).isEqualTo(before);
        assertThat(balancer.read()).containsValues(WRR, TWO);
    }

    @Test
    void aListenerMayGoFromOneVirtualServerToAnotherWithoutABlink() throws Exception {
        Balancer balancer = balancer();
        balancer.apply(ALL);
        kernel.changes.clear();

        assertThat(balancer.apply(List.of(Site.add(again()), Site.remove(SHOP))))
                .isEmpty();
        assertThat(kernel.changes).isEmpty();
        assertThat(balancer.wants().values()).extracting(Want::virtualServer).containsExactly("again");
    }

    @Test
    void whoIsRemovedTakesNoNewConnectionAndGoesWithItsLast() throws Exception {
        Balancer balancer = balancer();
        balancer.apply(ALL);
        DestinationKey at = new DestinationKey(TWO.address().getAddress(), 80);
        kernel.connections.put(at, 2);

        balancer.apply(List.of(Site.remove(TWO)));
        balancer.look();
        assertThat(kernel.table()).contains("  -> 10.9.0.2:80 Route weight 0");
        assertThat(balancer.draining())
                .containsExactly(new DataPlane.Draining(TWO.server(), 2, Edit.Remove.NO_DEADLINE));
        assertThat(balancer.read()).doesNotContainKey(TWO.ref()).containsValue(SHOP);

        kernel.connections.clear();
        balancer.look();
        assertThat(kernel.table()).noneMatch(line -> line.contains("10.9.0.2"));
        assertThat(balancer.isWaiting()).isFalse();
        assertThat(balancer.draining()).isEmpty();
    }

    @Test
    void whoIsCutGoesAtOnceWithWhatItHas() throws Exception {
        Balancer balancer = balancer();
        balancer.apply(ALL);
        kernel.connections.put(new DestinationKey(TWO.address().getAddress(), 80), 2);
        Spec.Real kept = Site.with(TWO, Presence.KEPT);

        balancer.apply(List.of(Site.change(TWO, kept)));
        assertThat(kernel.table()).contains("  -> 10.9.0.2:80 Route weight 0");
        balancer.apply(List.of(Site.change(kept, Site.with(TWO, Presence.CUT))));
        assertThat(kernel.table()).noneMatch(line -> line.contains("10.9.0.2"));
        assertThat(balancer.isWaiting()).isFalse();
    }

    @Test
    void whoIsRemovedGoesWhenItsTimeIsOver() throws Exception {
        Balancer balancer = balancer();
        balancer.apply(ALL);
        kernel.connections.put(new DestinationKey(TWO.address().getAddress(), 80), 2);

        balancer.apply(List.of(
                new Edit.Remove(TWO.ref(), nowNanos + Duration.ofSeconds(5).toNanos())));
        pass(Duration.ofSeconds(4));
        balancer.look();
        assertThat(kernel.table()).contains("  -> 10.9.0.2:80 Route weight 0");
        pass(Duration.ofSeconds(1));
        balancer.look();
        assertThat(kernel.table()).noneMatch(line -> line.contains("10.9.0.2"));
    }

    @Test
    void whoComesBackWhileItDrainsStays() throws Exception {
        Balancer balancer = balancer();
        balancer.apply(ALL);
        kernel.connections.put(new DestinationKey(TWO.address().getAddress(), 80), 2);
        balancer.apply(List.of(Site.remove(TWO)));

        balancer.apply(List.of(Site.add(TWO)));
        kernel.connections.clear();
        balancer.look();

        assertThat(kernel.table()).contains("  -> 10.9.0.2:80 Route weight 1");
    }

    @Test
    void whoLeavesHasTheTimeOfItsPool() throws Exception {
        Spec.Group patient = Site.group("shop", "wrr", "", Duration.ofSeconds(30));
        Balancer balancer = balancer();
        balancer.apply(List.of(Site.add(patient), Site.add(ONE), Site.add(TWO), Site.add(SHOP)));
        kernel.connections.put(new DestinationKey(TWO.address().getAddress(), 80), 1);

        balancer.apply(List.of(Site.change(TWO, Site.with(TWO, Presence.LEAVING))));
        assertThat(kernel.table()).contains("  -> 10.9.0.2:80 Route weight 0");
        pass(Duration.ofSeconds(29));
        balancer.look();
        assertThat(kernel.table()).contains("  -> 10.9.0.2:80 Route weight 0");
        pass(Duration.ofSeconds(1));
        balancer.look();
        assertThat(kernel.table()).noneMatch(line -> line.contains("10.9.0.2"));
        assertThat(balancer.differences(KnownTable.of(kernel().read()))).isEmpty();
        assertThat(balancer.read()).containsKey(TWO.ref());
    }

    @Test
    void aVirtualServerThatGoesTakesItsConnectionsToTheirEnd() throws Exception {
        Balancer balancer = balancer();
        balancer.apply(ALL);
        kernel.connections.put(new DestinationKey(ONE.address().getAddress(), 80), 1);

        balancer.apply(List.of(Site.remove(SHOP), Site.remove(ONE), Site.remove(TWO), Site.remove(WRR)));
        balancer.look();
        assertThat(kernel.table())
                .containsExactly(
                        "TCP 10.1.0.1:80 wrr", "  -> 10.9.0.1:80 Route weight 0", "  -> 10.9.0.2:80 Route weight 0");
        kernel.connections.clear();
        balancer.look();
        assertThat(kernel.table()).isEmpty();
    }

    @Test
    void theNextRunFindsEverythingAndChangesNothing() throws Exception {
        balancer().apply(ALL);
        kernel.changes.clear();

        Balancer next = balancer();
        assertThat(next.read().keySet()).containsExactly(SHOP.ref());
        next.apply(List.of(Site.add(WRR), Site.add(unchecked(ONE)), Site.add(unchecked(TWO)), Site.add(SHOP)));
        assertThat(kernel.changes).as("servers that are not checked yet").isEmpty();
        next.apply(List.of(Site.change(unchecked(ONE), ONE)));
        assertThat(kernel.changes).isEmpty();

        pass(Duration.ofSeconds(15));
        next.look();
        assertThat(kernel.table()).contains("  -> 10.9.0.2:80 Route weight 0");
        next.look();
        assertThat(kernel.table()).containsExactly("TCP 10.1.0.1:80 wrr", "  -> 10.9.0.1:80 Route weight 3");
    }

    @Test
    void theNextRunTakesAwayWhatIsWantedNoMore() throws Exception {
        balancer().apply(ALL);

        Balancer next = balancer();
        next.read();
        next.apply(List.of(new Edit.Remove(SHOP.ref(), Edit.Remove.NO_DEADLINE)));
        next.look();

        assertThat(kernel.table()).isEmpty();
    }

    @Test
    void aDirectorThatServesToo_balancesOnlyWhileItHasTheAddress() throws Exception {
        here.add(ONE.address().getAddress());
        Balancer balancer = balancer();
        assertThat(balancer.apply(ALL)).isEmpty();
        assertThat(kernel.table()).isEmpty();
        assertThat(balancer.read()).containsKey(SHOP.ref());

        onLink.add(SHOP.listeners().get(0).address().getAddress());
        balancer.again();
        assertThat(kernel.table()).hasSize(3);

        onLink.clear();
        balancer.again();
        assertThat(kernel.table()).isEmpty();
    }

    @Test
    void aTableThatSomebodyElseHasEmptiedIsFilledAgainWhenThatShows() throws Exception {
        Balancer balancer = balancer();
        balancer.apply(ALL);
        List<String> before = kernel.table();
        kernel.services.clear();
        kernel.destinations.clear();

        assertThat(balancer.apply(List.of(Site.change(ONE, Site.weighing(ONE, 5)))))
                .extracting(Failure::reason)
                .containsExactly("edit destination TCP 10.1.0.1:80 -> 10.9.0.1:80: ESRCH, its service is not there");
        assertThat(kernel.table()).isEqualTo(before);
    }

    private Spec.Real unchecked(Spec.Real real) {
        return Site.with(real, Presence.LEAVING);
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    private IpvsKernel kernel() {
        return new IpvsKernel(GenericNetlink.over(kernel, Duration.ofSeconds(5)), Modules.NONE);
    }

    private Balancer balancer() {
        LocalAddresses local = new LocalAddresses() {
            @Override
            public boolean isHere(InetAddress address) {
                return here.contains(address);
            }

            @Override
            public boolean isOnLink(InetAddress address) {
                return onLink.contains(address);
            }
        };
        OwnedKeys owned = new OwnedKeys(folder.resolve("ipvs.owned"), "one");
        return new Balancer(kernel(), owned, local, IpvsSettings.DEFAULT, () -> nowNanos);
    }
}
